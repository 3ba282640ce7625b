// Rows that are put in order by dragging can be moved first and last with two small buttons, which
// django-admin-sortable2 makes for the mouse alone.
for (const button of document.querySelectorAll(".sort [role=button]")) button.tabIndex = 0;

document.addEventListener("keydown", (event) => {
  if (!["Enter", " "].includes(event.key) || !event.target.matches(".sort [role=button]")) return;
  event.preventDefault();
  event.target.click();
  event.target.focus(); // The row has been taken out and put back elsewhere.
});

"""A form as a browser has it: opened, typed into, autosaved with or without hearing the answer."""

from django.urls import reverse

from tests.desk.conftest import admin_url, form_data

EMPTY_SOURCE = {"organisation": "", "title": "", "year": "", "key": "", "url": "", "kind": "other"}


class Form:
    """The form of a page or of a new one, in the tab of whoever ``client`` has signed in."""

    def __init__(self, client, page=None, *, kind=None, query=""):
        self.client, self.page = client, page
        name = kind or f"{page._meta.app_label}_{page._meta.model_name}"
        self.url = reverse(f"admin:{name}_add") if page is None else admin_url(page)
        self.autosave_url = (
            reverse(f"admin:{name}_autosave_new") if page is None else admin_url(page, "autosave")
        )
        self._read(client.get(self.url + query))

    def _read(self, response):
        self.response = response
        self.data = form_data(response)
        editing = response.context["editing"]
        self.data |= {
            "version": editing["version"],
            "editing-form": editing["form"],
            "editing-typed": editing["typed"],
            "editing-user": editing["user"],
        }

    def type(self, **values):
        self.data |= values
        self.data["editing-typed"] += 1

    def autosave(self, *, is_heard=True, **more):
        """Send what is typed; what the answer says of rows is taken over when it ``is_heard``."""
        response = self.client.post(self.autosave_url, self.data | more)
        answer = response.json()
        if is_heard and answer["state"] == "saved":
            self.data["version"] = answer.get("version", 0)
            for row, values in answer.get("rows", {}).items():
                self.data |= {f"{row}-{name}": value for name, value in values.items()}
        self.status = response.status_code
        return answer

    def save(self, **more):
        """Press the button "Save draft"."""
        return self.client.post(self.url, self.data | {"_continue": "1"} | more)


class Sources:
    """The inline rows for sources, with what the admin's script does to them.

    ``rows`` stand in the order in which they are shown. Rows of the database can be marked as
    deleted and moved; new ones can be taken out.
    """

    def __init__(self, form):
        self.form = form
        self.rows = []
        for number in range(int(form.data["sources-TOTAL_FORMS"])):
            own = f"sources-{number}-"
            values = {k.removeprefix(own): v for k, v in form.data.items() if k.startswith(own)}
            self.rows.append(values | {"is_old": True})

    def add(self, **values):
        self.rows.append(EMPTY_SOURCE | {"id": "", "position": 0, "is_old": False} | values)

    def remove(self, place):
        row = self.rows[place]
        if row["is_old"]:
            row["DELETE"] = "" if row.get("DELETE") else "on"
        else:
            del self.rows[place]

    def move_first(self, place):
        row = self.rows.pop(place)
        self.rows.insert(0, row)
        for number, each in enumerate(self.rows, 1):
            each["position"] = number

    def written(self):
        """The form's data with these rows."""
        data = {k: v for k, v in self.form.data.items() if not k.startswith("sources-")}
        data |= {
            "sources-TOTAL_FORMS": len(self.rows),
            "sources-INITIAL_FORMS": sum(row["is_old"] for row in self.rows),
        }
        for number, row in enumerate(self.rows):
            for name, value in row.items():
                if name != "is_old" and not (name == "DELETE" and not value):
                    data[f"sources-{number}-{name}"] = value
        return data

    def autosave(self, *, is_heard):
        self.form.data = self.written()
        self.form.data["editing-typed"] += 1
        answer = self.form.autosave(is_heard=is_heard)
        if is_heard:
            for number, row in enumerate(self.rows):
                row |= {
                    name: self.form.data[f"sources-{number}-{name}"]
                    for name in ("id", "position", "key")
                }
        return answer

    def save(self):
        self.form.data = self.written()
        self.form.data["editing-typed"] += 1
        return self.form.save()

    def shown(self):
        """The titles that the form shows: those that are not marked, in their order."""
        return [row["title"] for row in self.rows if not row.get("DELETE")]

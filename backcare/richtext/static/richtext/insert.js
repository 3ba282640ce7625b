// Putting something new into a text after a dialog.

/**
 * The chain of commands for what a dialog has answered. The text has the focus and its selection again
 * at once; Tiptap's own focus() waits for the next frame, and a quick key would come before it.
 */
export function backIn(editor) {
  editor.view.focus();
  return editor.chain();
}

/**
 * Puts a node of the page (as JSON) behind the block with the cursor, or in the place of an empty
 * paragraph: it adds to the words and never replaces or parts them. The cursor goes into the node if
 * it holds text, else behind it, where the next key can't overwrite it.
 */
export function insertBehind(editor, json) {
  const { $to, to } = editor.state.selection;
  const end = $to.depth ? $to.after(1) : to;
  const isEmptyLine = $to.depth === 1 && $to.parent.content.size === 0;
  const start = isEmptyLine ? $to.before(1) : end;
  const node = editor.schema.nodeFromJSON(json);
  const behind = start + node.nodeSize;
  backIn(editor)
    .command(({ tr }) => {
      tr.replaceWith(start, end, node);
      if (!tr.doc.resolve(behind).nodeAfter?.isTextblock) {
        tr.insert(behind, editor.schema.nodes.paragraph.create());
      }
      return true;
    })
    .setTextSelection(node.isLeaf ? behind + 1 : start + 2)
    .scrollIntoView()
    .run();
}

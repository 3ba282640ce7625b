"""What a page with the editor needs from the content policy."""

# Tiptap can inject one style element with this hash. Ours is told not to and brings the rules
# in its stylesheet, so that script-src and style-src need nothing but 'self'.
TIPTAP_STYLE_HASH = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

"""What the proof reader and its check says in English."""

WORDS: dict[str, str] = {
    # Pages as pictures
    "poe.picture.title": "{name}  page {n} of {of} as a picture  (p: text)",
    "poe.picture.drawing": "drawing the page …",
    "poe.picture.look": "This page is a picture; p shows it.",
    "poe.picture.none": "This page is text alone; p shows it.",
    "poe.picture.failed": "This page cannot be drawn: {why}. p shows its text.",
    "poe.page.empty": "There is no text on this page.",
    "poe.picture.nothing": "There is no page to show.",
    "poe.pictures.off": 'Pictures of pages are off. To turn them on, in the config file: [proof] pictures = "auto"',
    "poe.pictures.remote": "This host sends no pictures over SSH; S says how to get the file.",
    "poe.pictures.not-installed": 'Pictures of pages need the extra “images”: pip install "cpor-tui[images]"',
    "poe.pictures.colourless": "NO_COLOR is set, so there are no pictures.",
    # Signatures in a PDF
    "poe.signature.filled": "Signature “{name}”, page {page}: {who}. {seal}",
    "poe.signature.empty": "Signature “{name}”, page {page}: NOT SIGNED, the field is empty.",
    "poe.signature.nobody": "no name given",
    "poe.signature.certified": "The certificate says {who}.",
    "poe.seal.unchecked": "Validity not checked.",
    "poe.seal.intact": "Intact: nothing was changed or added since.",
    "poe.seal.added-to": "Intact; only other signatures or form entries were added since.",
    "poe.seal.changed": "CHANGED SINCE: what was signed is still in it, but the file was added to.",
    "poe.seal.broken": "BROKEN: the file is not what was signed.",
    "poe.seal.unknown": "Validity could not be checked.",
    "poe.seal.trust": "Who really signed is not judged.",
}

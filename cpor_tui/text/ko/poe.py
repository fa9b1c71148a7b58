"""What the proof reader and its check says in Korean."""

WORDS: dict[str, str] = {
    # Pages as pictures
    "poe.picture.title": "{name}  {of}쪽 중 {n}쪽, 그림으로 보기  (p: 텍스트)",
    "poe.picture.drawing": "쪽을 그리는 중…",
    "poe.picture.look": "그림만 있는 쪽입니다. p를 누르면 볼 수 있습니다.",
    "poe.picture.none": "텍스트만 있는 쪽입니다. p를 누르면 텍스트가 나옵니다.",
    "poe.picture.failed": "이 쪽은 그림으로 볼 수 없습니다: {why}. p를 누르면 텍스트가 나옵니다.",
    "poe.page.empty": "이 쪽에는 텍스트가 없습니다.",
    "poe.picture.nothing": "볼 수 있는 쪽이 없습니다.",
    "poe.pictures.off": '그림 보기가 꺼져 있습니다. 설정 파일에서 켤 수 있습니다: [proof] pictures = "auto"',
    "poe.pictures.remote": "이 호스트는 SSH로 그림을 보내지 않습니다. S를 누르면 파일을 받는 방법이 나옵니다.",
    "poe.pictures.not-installed": '그림을 보려면 추가 구성 요소 images가 필요합니다: pip install "cpor-tui[images]"',
    "poe.pictures.colourless": "NO_COLOR가 설정되어 있어 그림을 보여 주지 않습니다.",
    # Signatures in a PDF
    "poe.signature.filled": "서명 ‘{name}’, {page}쪽: {who}. {seal}",
    "poe.signature.empty": "서명 ‘{name}’, {page}쪽: 서명 없음(서명란이 비어 있음).",
    "poe.signature.nobody": "이름 없음",
    "poe.signature.certified": "인증서의 이름은 {who}입니다.",
    "poe.seal.unchecked": "유효성은 확인하지 않았습니다.",
    "poe.seal.intact": "서명 이후 변경되거나 추가된 내용이 없습니다.",
    "poe.seal.added-to": "서명한 내용은 그대로이며, 이후 다른 서명이나 양식 입력만 추가되었습니다.",
    "poe.seal.changed": "서명 이후 변경됨: 서명한 내용은 남아 있지만 파일에 다른 내용이 추가되었습니다.",
    "poe.seal.broken": "훼손됨: 서명한 문서와 다릅니다.",
    "poe.seal.unknown": "유효성을 확인할 수 없습니다.",
    "poe.seal.trust": "실제로 누가 서명했는지는 판단하지 않습니다.",
}

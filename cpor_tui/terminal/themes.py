"""The colours: four themes to choose from, and one without any."""

from collections.abc import Mapping

from textual.theme import Theme

_REVERSED = {
    # Where no colour can say it, reversing does: cursors, selections, the focused button.
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "block-cursor-foreground": "ansi_default",
    "block-cursor-background": "ansi_default",
    "block-cursor-text-style": "reverse",
    "block-cursor-blurred-foreground": "ansi_default",
    "block-cursor-blurred-background": "ansi_default",
    "block-cursor-blurred-text-style": "underline",
    "input-cursor-foreground": "ansi_default",
    "input-cursor-background": "ansi_default",
    "input-cursor-text-style": "reverse",
    "input-selection-foreground": "ansi_default",
    "input-selection-background": "ansi_default",
    "button-focus-text-style": "reverse",
    "footer-key-foreground": "ansi_default",
}

THEMES: Mapping[str, Theme] = {
    theme.name: theme
    for theme in (
        Theme(
            name="dark",
            primary="#6aa9ff",
            secondary="#9db4d0",
            accent="#c8a6ff",
            warning="#f0b95b",
            error="#ff7b72",
            success="#7ccf8a",
            foreground="#e4e7ec",
            background="#12151a",
            surface="#191d24",
            panel="#232933",
            variables={"footer-key-foreground": "#6aa9ff"},
        ),
        Theme(
            name="light",
            primary="#0b57b0",
            secondary="#4a5b70",
            accent="#6b3fa0",
            warning="#8a5300",
            error="#b3261e",
            success="#1b6e2f",
            foreground="#1b1f24",
            background="#fbfbf9",
            surface="#f1f2f0",
            panel="#e4e6e3",
            dark=False,
            variables={"footer-key-foreground": "#0b57b0"},
        ),
        Theme(
            name="high-contrast",
            primary="#ffff00",
            secondary="#00ffff",
            accent="#ffff00",
            warning="#ffff00",
            error="#ff8080",
            success="#80ff80",
            foreground="#ffffff",
            background="#000000",
            surface="#000000",
            panel="#000000",
            text_alpha=1.0,
            variables={
                "block-cursor-foreground": "#000000",
                "block-cursor-background": "#ffff00",
                "block-cursor-text-style": "bold",
                "border": "#ffffff",
                "border-blurred": "#c0c0c0",
                "text-muted": "#ffffff",
                "text-disabled": "#c0c0c0",
                "footer-key-foreground": "#ffff00",
            },
        ),
        Theme(
            name="ansi",
            ansi=True,
            primary="ansi_blue",
            secondary="ansi_cyan",
            accent="ansi_magenta",
            warning="ansi_yellow",
            error="ansi_red",
            success="ansi_green",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            variables=_REVERSED | {"footer-key-foreground": "ansi_blue"},
        ),
        Theme(
            name="no-color",
            ansi=True,
            primary="ansi_default",
            secondary="ansi_default",
            accent="ansi_default",
            warning="ansi_default",
            error="ansi_default",
            success="ansi_default",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            variables=_REVERSED,
        ),
    )
}
NO_COLOR = "no-color"


def wants_no_color(environ: Mapping[str, str]) -> bool:
    """Say whether the person asked every program for no colour (no-color.org: set, and not empty)."""
    return bool(environ.get("NO_COLOR"))

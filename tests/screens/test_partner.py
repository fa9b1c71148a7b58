"""The partner at the dashboard: what to do, by when, and doing it."""

from textual.widgets import TextArea

from cpor_tui.screens.dashboard import Dashboard


async def test_the_dashboard_begins_with_what_needs_the_partner(sit):
    async with sit("sora") as desk:
        assert isinstance(desk.app.screen, Dashboard)
        first = desk.shown.splitlines()[4]
        assert "TODAY 13 h" in first
        assert "ACTION NEEDED" in first
        assert "add the signa" in first


async def test_the_preview_says_what_was_asked_and_what_happens_otherwise(sit):
    async with sit("sora", size=(80, 30)) as desk:
        assert "mina asked on 7 Jul 14:02" in desk.shown
        assert "Page 2 has an empty" in desk.shown
        assert "If nothing is done, C-1000012 is rejected at the end of Tue 14 Jul 2026" in desk.pane(
            "#claim"
        )
        assert "[YOU]" in desk.pane("#claim")


async def test_a_missed_promise_of_the_office_never_hides_the_partners_own_deadline(sit):
    async with sit("sora") as desk:
        datum = next(line for line in desk.shown.splitlines() if "Datum" in line)
        assert "3 bd" in datum
        assert "Mon 20 Jul" in datum


async def test_beside_every_approved_stands_that_it_is_no_payment(sit):
    async with sit("sora") as desk:
        await desk.press("3")
        assert "An approved claim is not an approved payment." in desk.pane("#claim")
        await desk.press("enter")
        assert "An approved claim is not an approved payment." in desk.shown


async def test_a_reply_reaches_the_reviewer(sit):
    async with sit("sora", claim="Contoso GmbH") as desk:
        await desk.press("r")
        assert desk.app.screen.query_one(TextArea).has_focus
        await desk.type("Thank you")
        await desk.press("ctrl+s", "2")
        assert "Thank you" in desk.pane("#comments-text")


async def test_internal_notes_are_nowhere_on_a_partners_screen(sit):
    async with sit("sora", claim="Contoso GmbH", size=(160, 50)) as desk:
        for tab in "1234":
            await desk.press(tab)
            assert "I know Weber" not in desk.shown
            assert "joon" not in desk.shown


async def test_a_viewer_is_told_that_they_may_only_look(sit):
    async with sit("vera", claim="Blue Yonder Airlines") as desk:
        await desk.press("r")
        assert "Viewer may not do that" in desk.said


async def test_x_writes_the_list_where_downloads_go(sit, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    async with sit("vera") as desk:
        await desk.press("6", "x")
        place = next(tmp_path.rglob("cpor-claims-2026-07-14.csv"))
        lines = place.read_text().splitlines()
        assert len(lines) == 17
        assert any("한빛 소프트웨어" in line for line in lines)
        assert not any("Litware" in line for line in lines)
        assert place.name in desk.last_said


async def test_over_ssh_nothing_is_written_on_the_host_and_the_command_is_said(sit):
    async with sit("sora", remote=True) as desk:
        await desk.press("x")
        assert "ssh HOST export claims" in desk.last_said


async def test_x_on_a_claim_writes_its_history_without_internal_notes(sit, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    async with sit("sora", claim="Contoso GmbH") as desk:
        await desk.press("x")
        text = next(tmp_path.rglob("cpor-C-1000014-*.csv")).read_text()
        assert "Signed page 4 is attached" in text
        assert "I know Weber" not in text


async def test_keys_stay_with_the_claim_that_its_own_order_took_off_the_list(sit, street):
    async with sit("sora") as desk:
        await desk.press("2", "W", "space", "ctrl+s")
        withdrawn = desk.app.screen.subject
        assert desk.app.screen.cursor is None
        assert "withdrawn" in desk.last_said
        await desk.press("R", "ctrl+s")
        assert "started anew as" in desk.last_said
        await desk.press("enter")
        assert desk.app.screen.claim_page.claim.id == withdrawn
        assert desk.app.screen.claim_page.claim.renewed_as is not None

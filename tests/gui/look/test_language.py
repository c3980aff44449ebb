"""Choosing a language: the system's or one's own, remembered, switched without losing anything."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from gui.document import edits
from gui.look.language import LanguageChoice, LanguageController, language_of, locale_of
from gui.look.planner_words import said
from gui.look.words import again, mark, plain, tr
from gui.settings import LANGUAGE


@pytest.fixture
def languages(qapp: QApplication) -> Iterator[LanguageController]:
    controller = LanguageController(qapp, LanguageChoice.ENGLISH)
    yield controller
    controller.set_choice(LanguageChoice.ENGLISH)
    controller.deleteLater()


@pytest.fixture
def chinese(languages: LanguageController) -> LanguageController:
    languages.set_choice(LanguageChoice.CHINESE)
    return languages


def test_a_text_is_translated_with_its_placeholders(chinese):
    assert tr("{count} nodes", count=7) == "7 个节点"
    assert tr(mark("Cost")) == "成本"


def test_english_is_the_source(languages):
    assert tr("{count} nodes", count=7) == "7 nodes"
    assert tr("") == ""


def test_a_text_can_be_said_again_in_another_language_with_what_is_in_it(languages):
    step = tr("Mix by {strategy}", strategy=tr("In turn"))
    languages.set_choice(LanguageChoice.CHINESE)
    assert again(step) == "按依次混合"
    languages.set_choice(LanguageChoice.ENGLISH)
    assert again(again(step)) == "Mix by In turn"
    assert again("a name") == "a name"


def test_a_menu_text_loses_its_mnemonic():
    assert (plain("&Open…"), plain("打开(&O)…")) == ("Open…", "打开…")


def test_a_sentence_of_the_planner_is_found_and_its_values_are_kept(chinese):
    assert said("H800: the NIC rate per device is unknown; enter it with its source in the catalogue card.") == (
        "H800：每设备网卡速率未知；请在目录卡片中连同来源输入。"
    )
    assert said("The run takes 120.5 days; the deadline is 90.0 days.") == "运行需要 120.5 天；截止期限为 90.0 天。"


def test_sentences_within_a_sentence_are_translated_too(chinese):
    whole = "H800 is left out of every figure of speed: H800: no price is entered; choose an offer or enter a rent."
    assert said(whole) == "H800 未计入任何速度数值：H800：未输入价格；请选择报价或输入租金。"
    two = "One pool trains alone; nothing is mixed. It changes the optimiser, so it is taken only when chosen."
    assert said(two) == "只有一个资源池单独训练；没有混合。它改变了优化器，因此仅在选定时采用。"


def test_a_sentence_behind_another_is_found_by_itself(chinese):
    cap = "No division of the tokens keeps supplier shares at 65% within 158.0 days."
    cap += " At this cap the earliest end is day 9."
    assert said(cap) == "没有任何词元分配能在 158.0 天内使供应商份额保持在 65%。在此上限下最早于第 9 天结束。"


def test_names_in_a_row_stay_and_what_joins_them_is_translated(chinese):
    left = "On day 3.0 50.0% of the tokens are left"
    anew = f"{left}; planned anew, H100 SXM, then MI300X work them from day 4.0 on, in 9 days."
    assert said(anew) == "第 3.0 天还剩 50.0% 的词元；重新规划后，由 H100 SXM，然后 MI300X 从第 4.0 天起用 9 天完成。"


def test_what_the_planner_puts_together_from_parts_is_said_in_chinese(chinese):
    weighed = said("It would end 12.5 days later and 3.10 M CNY more.")
    assert weighed == "与所采用的方式相比：晚 12.5 天，多 3.10 M CNY。"
    rate = "Days = tokens / rate / 86,400 s = 9e+12 / 658,799 / 86,400 + 0.76 days of stops = 158.9 days; "
    assert not re.search(r"[a-z]{3,}", said(f"{rate}245,231 steps in a row of 56.0 s on average."))


def test_what_the_planner_never_said_stays_as_it_is(chinese):
    assert said("Ling technical report, arXiv 2503.05139, Table 1") == (
        "Ling technical report, arXiv 2503.05139, Table 1"
    )
    assert said("") == ""


def test_in_english_the_planner_is_quoted(languages):
    assert said("One pool trains alone; nothing is mixed.") == "One pool trains alone; nothing is mixed."


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh_CN", "zh_CN"), ("zh_SG", "zh_CN"), ("zh_TW", "en"), ("en_GB", "en"), ("de_DE", "en"), ("C", "en")],
)
def test_the_system_decides_unless_the_user_does(locale, language):
    assert language_of(LanguageChoice.SYSTEM, QLocale(locale)) == language
    assert language_of(LanguageChoice.CHINESE, QLocale(locale)) == "zh_CN"
    assert language_of(LanguageChoice.ENGLISH, QLocale(locale)) == "en"


def test_numbers_follow_the_language_that_was_asked_for():
    assert locale_of(LanguageChoice.CHINESE, "zh_CN").language() is QLocale.Language.Chinese


def test_a_language_is_chosen_in_the_menu_and_remembered(qtbot, session, settings):
    window = session.window
    panel = window.cluster_panel
    chosen = next(action for words, action in window.choices.actions() if words == "Language: 简体中文")
    chosen.trigger()
    qtbot.waitUntil(lambda: window.cluster_panel is not panel)
    try:
        assert settings.read(LANGUAGE) == "zh_CN"
        assert window.cluster_panel.title.text() == "集群"
        assert QLocale().language() is QLocale.Language.Chinese
    finally:
        window.services.languages.set_choice(LanguageChoice.ENGLISH)
    qtbot.waitUntil(lambda: window.cluster_panel.title.text() == "Cluster")


def test_switching_keeps_plan_history_and_what_is_seen(qtbot, session, patience_ms):
    window, document = session.window, session.document
    document.edit(tr("Rename to {name}", name="X"), edits.with_run(document.plan, tokens=1e12))
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)
    window.charts.select("memory")
    window.cluster_panel.select("d")
    window.result_panel.explain("days")
    window.catalogue_panel.search.setText("h800")
    plan, result, group = document.plan, session.live.result, window.cluster_panel.selected_key()
    languages = window.services.languages
    try:
        for choice, undo in (
            (LanguageChoice.CHINESE, "撤销(&U)：重命名为 X"),
            (LanguageChoice.ENGLISH, "&Undo Rename to X"),
        ):
            panel = window.cluster_panel
            languages.set_choice(choice)
            qtbot.waitUntil(lambda panel=panel: window.cluster_panel is not panel)
            assert window.actions_table["undo"].text() == undo
            assert (document.plan, session.live.result) == (plan, result)
            assert document.undo_stack.count() == 1
            assert window.charts.current().key == "memory"
            assert window.cluster_panel.selected_key() == group
            assert window.catalogue_panel.search.text() == "h800"
            assert window.result_panel.explained == "days"
        document.undo_stack.undo()
        assert document.plan.run.tokens == 9e12
    finally:
        languages.set_choice(LanguageChoice.ENGLISH)
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)

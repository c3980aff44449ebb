"""Choosing a language: the system's or one's own, remembered, switched without losing anything."""

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
    step = tr("Mix by {strategy}", strategy=tr("Phases"))
    languages.set_choice(LanguageChoice.CHINESE)
    assert again(step) == "按分阶段混合"
    languages.set_choice(LanguageChoice.ENGLISH)
    assert again(again(step)) == "Mix by Phases"
    assert again("a name") == "a name"


def test_a_menu_text_loses_its_mnemonic():
    assert (plain("&Open…"), plain("打开(&O)…")) == ("Open…", "打开…")


def test_a_sentence_of_the_planner_is_found_and_its_values_are_kept(chinese):
    assert said("H800: the NIC rate per device is unknown; enter it with its source in the catalogue card.") == (
        "H800：每设备网卡速率未知；请在目录卡片中连同来源输入。"
    )
    assert said("The run takes 120.5 days; the deadline is 90.0 days.") == "运行需要 120.5 天；截止期限为 90.0 天。"


def test_sentences_within_a_sentence_are_translated_too(chinese):
    whole = "H800 is left out of every figure: H800: no price is entered; choose an offer or enter a rent."
    assert said(whole) == "H800 未计入任何数值：H800：未输入价格；请选择报价或输入租金。"
    two = "One pool trains alone; nothing is mixed. The batch is too small: exchanging gradients would move more bytes "
    assert said(f"{two}than a pipeline's activations.").startswith("只有一个资源池单独训练；没有混合。批量过小")


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

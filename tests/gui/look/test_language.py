"""Choosing a language: the system's or one's own, remembered, switched without losing anything."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from gui.document import edits
from gui.look.language import LanguageChoice, LanguageController, language_of, locale_of
from gui.look.planner_words import blocked_words, cause_words, said
from gui.look.words import again, mark, plain, tr
from gui.settings import LANGUAGE
from planner.catalogue.price_offers import label_of, rent_offers
from planner.catalogue.reader import load_catalogue
from planner.causes import (
    CapOutOfReach,
    ChangesOptimiser,
    FigureMissing,
    LateForDeadline,
    LeftOutOfFigures,
    NoPriceEntered,
    RentsChange,
    RestPlannedAnew,
)
from planner.english import words
from planner.plan_result import Blocked
from planner.sentences import listed, sentence


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
    missing = FigureMissing(accelerator="h800", name="H800", figure="NIC rate per device")
    assert cause_words(missing) == "H800：每设备网卡速率未知；请在目录卡片中连同来源输入。"
    assert cause_words(LateForDeadline(days=120.5, deadline_days=90.0)) == "训练需要 120 天；期限为 90 天。"


def test_what_is_blocked_names_its_subject_once():
    reason = words(NoPriceEntered(name="H800"))
    assert blocked_words(Blocked(subject=sentence("Price of {}", "H800"), reason=reason)) == str(reason)
    assert blocked_words(Blocked(subject=sentence("Price of {}", "H20"), reason=reason)) == f"Price of H20: {reason}"


def test_sentences_within_a_sentence_are_translated_too(chinese):
    reason = words(NoPriceEntered(name="H800"))
    assert (
        cause_words(LeftOutOfFigures(name="H100", reason=reason))
        == "H100 未计入任何速度数值：H800：未输入价格；请选择报价或输入租金。"
    )
    two = listed(" ", ("One pool trains alone; nothing is mixed.", words(ChangesOptimiser())))
    assert said(two) == "只有一个资源池单独训练；没有混合。它会改变优化器，因此仅在选定时采用。"


def test_a_sentence_behind_another_is_found_by_itself(chinese):
    cap = CapOutOfReach(cap=0.65, layer="supplier", deadline_days=158.0, smallest_cap=None, smallest_deadline_days=9.0)
    assert (
        cause_words(cap) == "没有任何词元分配能在 158 天内使供应商份额保持在 65\u202f%。在此上限下最早于第 9.0 天结束。"
    )


def test_names_in_a_row_stay_and_what_joins_them_is_translated(chinese):
    anew = RestPlannedAnew(day=3.0, tokens_left_share=0.5, from_day=4.0, ways=("H100 SXM", "MI300X"), days=9.0)
    assert (
        cause_words(anew)
        == "第 3.0 天还剩 50.0\u202f% 的词元；重新规划后，由 H100 SXM，然后 MI300X 从第 4.0 天起用 9.0 天完成。"
    )


def test_what_the_planner_puts_together_from_parts_is_said_in_chinese(chinese):
    rises = RentsChange(name="Nvidia", day=12.5, change=0.2)
    assert not re.search(r"[a-z]{3,}", cause_words(rises).replace("Nvidia", ""))
    stops = sentence(" + {:.2f} days of stops", 0.76)
    assert said("1" + stops) == "1 + 停顿 0.76 天"


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
            for words in ("chinese", "英文", "light", "undo"):  # in either language
                window.palette_list._fill(words)
                assert window.palette_list.list.count(), words
        document.undo_stack.undo()
        assert document.plan.training.tokens == 9e12
    finally:
        languages.set_choice(LanguageChoice.ENGLISH)
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)


def test_the_name_of_a_baseline_and_the_place_of_a_price_are_said(chinese):
    assert said("H20 96GB (HGX) alone") == "仅用 H20 96GB (HGX)"
    assert said("a fleet alone in the desert") == "a fleet alone in the desert"  # as its user calls it
    offer = next(one for one in rent_offers(load_catalogue(), "Ascend-910B2") if one.label == f"China, {one.date}")
    assert said(label_of(offer)) == f"中国, {offer.date}"

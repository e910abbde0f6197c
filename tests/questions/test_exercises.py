"""Every exercise of the bank: each form that says the same is accepted, what is wrong is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from darfurlab.datasets import folders
from darfurlab.questions import bank, exercises

QUESTIONS = {
    f"{question.lesson}/{question.id}": question
    for question in bank.read_folder(folders.data_folder() / "questions")[0]
    if question.kind == "code"
}

# Forms of a count or a sum by label, {right} standing for the expression of the lesson.
BY_LABEL = """{right}
{right}.sort_values(ascending=False)
{right}.iloc[::-1].astype(float)
{right}.astype("Int64").rename("n").rename_axis(None)
{right}.to_frame("how_many")
{right}.reset_index()
{right}.reset_index(name="n").iloc[:, ::-1]
{right}.reset_index().sample(frac=1, random_state=3)
{right}.to_dict()
dict({right})
{right}.to_dict().items()
list({right}.items())
set({right}.items())
[list(pair) for pair in {right}.items()]
{right}.reset_index().to_numpy()
{right}.set_axis(pd.CategoricalIndex({right}.index))
{right}.set_axis(pd.MultiIndex.from_arrays([{right}.index]))
{right}.to_frame().T
((label, n) for label, n in {right}.items())
zip({right}.index, {right})
map(tuple, {right}.items())
{right}.reset_index().to_dict("records")
{right}.reset_index().to_dict("list")
{right}.reset_index().to_records(index=False)
list({right}.reset_index().itertuples(index=False))"""
# And what says something else.
NOT_BY_LABEL = """{right}.iloc[1:]
{right} + 1
{right}.to_list()
{right}.reset_index(drop=True)
{right}.set_axis({right}.index[::-1]) + [9, *[0] * (len({right}) - 1)]
{right}.sum()
{right}.astype(str)
{right}.index
{right}.to_dict().values()
iter({right})
itertools.count()
{right}.astype(bool).reset_index().to_dict("records")
pd.concat([{right}, {right}])
pd.concat([{right}, pd.Series({{"other": 3}})])
{{name: True for name in {right}.index}}
dict(zip({right}, {right}.index))
dict.fromkeys({right}.index, 0)
{right} / {right}.sum()"""

ONE_NUMBER = """{right}
float({right})
np.float64({right})
np.array({right})
pd.Series([{right}])[0]
Fraction({right})
Decimal({right})"""
NOT_ONE_NUMBER = """{right} + 1
-{right}
str({right})
[{right}]
True
float("nan")
{right} * 100
complex({right})"""

TABLE = """{right}
{right}.iloc[::-1]
{right}[{right}.columns[::-1]]
{right}.astype(float)
{right}.astype("Int64")
{right}.reset_index()
{right}.reset_index().iloc[::-1, ::-1]
{right}.rename_axis(index=None, columns=None)
{right}.rename_axis(index="row", columns="column")
{right}.to_dict()
{right}.to_dict("index")
{right}.reset_index().to_dict("records")
{right}.reset_index().to_dict("list")
{right}.reset_index().to_records(index=False)
iter({right}.reset_index().to_dict("records"))
pd.concat({{"n": {right}}}, axis=1)
{right}.set_axis(pd.CategoricalIndex({right}.columns), axis=1)"""
NOT_TABLE = """{right}.T
{right} + 1
{right}.iloc[1:]
{right}.iloc[:, 1:]
{right}.set_axis({right}.index[::-1])
{right}.reset_index(drop=True)
{right}.set_axis(list({right}.columns[::-1]), axis=1)
{right}.to_numpy()
{right}.stack()
{right}.assign(total=1)
{right}.sum()"""

EXERCISES: dict[str, tuple[str, str, str]] = {
    "00/find-a-passage": (
        'len(passages[passages["kind"] != "heading"])',
        'passages[passages["kind"] != "heading"].shape[0]\n(passages["kind"] != "heading").sum()\n'
        'passages["kind"].ne("heading").value_counts()[True]\n'
        'passages.query("kind != \'heading\'")["passage"].nunique()',
        'len(passages)\npassages[passages["kind"] != "heading"]\n'
        'passages[passages["kind"] != "heading"].shape\npassages["kind"].value_counts()',
    ),
    "01/change-the-coding": (
        'ratio_by_hand(deaths[deaths["counted"] & ~misseriya], 2009, 2010)',
        'ratio_by_hand(deaths.query("counted")[lambda d: ~misseriya[d.index]], 2009, 2010)\n'
        'deaths[deaths["counted"] & ~misseriya].groupby("year")["best"].sum()'
        ".pipe(lambda sums: sums[2010] / sums[2009])",
        'ratio_by_hand(deaths[deaths["counted"]], 2009, 2010)\n'
        'ratio_by_hand(deaths[deaths["counted"] & misseriya], 2009, 2010)\n'
        'ratio_by_hand(deaths[deaths["counted"] & ~misseriya], 2010, 2009)',
    ),
    "01/count-by-level": (
        'issues.groupby("level").size()',
        'issues["level"].value_counts()\nissues[["level"]].value_counts()\n'
        'issues.value_counts("level")\nissues.groupby("level", as_index=False).size()\n'
        'issues.groupby("level")["grievance"].count()\nissues.groupby(["level"]).size()\n'
        'issues.groupby("level")[["grievance"]].count()\npd.crosstab(issues["level"], "count")\n'
        'issues.groupby("level").agg(n=("grievance", "size"))\n'
        'issues.pivot_table(index="level", values="grievance", aggfunc="count")\n'
        'issues["level"].value_counts().reset_index()\nCounter(issues["level"])\n'
        'issues.groupby(pd.Categorical(issues["level"], ["regional", "national", "local"]),'
        " observed=False).size()",
        'issues.groupby("phase").size()\nissues.groupby("level")\nlen(issues)\n'
        'issues["level"].value_counts(normalize=True)\n{"national": 10}\n'
        '{"national": 11, "regional": 10}\n[10, 11]',
    ),
    "01/regions-per-issue": (
        'ties[ties["region"].isin(five)].groupby("grievance").size()',
        'ties[ties["region"].isin(five)]["grievance"].value_counts()\n'
        'ties[ties["region"].isin(five)].groupby("grievance")["region"].nunique()\n'
        'ties[ties["region"].isin(five)].groupby("grievance").size()'
        '.reindex(load_grievances()["grievance"], fill_value=0)\n'
        'ties[ties["region"].isin(five)].groupby("grievance", as_index=False)["region"].count()',
        'ties.groupby("grievance").size()\n'
        'ties[ties["region"].isin(five)].groupby("region").size()',
    ),
    "02/bigger-is-worse": ("answer", "", "answer - 1\n20"),
    "02/points-of-a-deal": (
        'scores[scores["option"].isin(deal)].groupby("party")["score"].sum()',
        'scores[scores["option"].isin(deal)].groupby("party")[["score"]].sum()\n'
        'scores[scores["option"].isin(deal)].groupby("party", as_index=False)["score"].sum()\n'
        'scores[scores["option"].isin(deal)].pivot_table(index="party", values="score",'
        ' aggfunc="sum")',
        'scores.groupby("party")["score"].sum()\n'
        'scores[scores["option"].isin(deal)].groupby("issue")["score"].sum()\n'
        'scores[scores["option"].isin(deal)].groupby("party").size()',
    ),
    "02/what-options-move": (
        '(two - two.loc["two-areas-rule-as-now"])',
        'two.sub(two.loc["two-areas-rule-as-now"])\n'
        'two.apply(lambda row: row - two.loc["two-areas-rule-as-now"], axis=1)',
        'two\ntwo.loc["two-areas-rule-as-now"] - two\n'
        '(two - two.loc["two-areas-rule-as-now"]).drop("two-areas-rule-as-now")',
    ),
    "03/degree": (
        'acts.groupby("target").size()',
        'acts["target"].value_counts()\nacts.groupby("target")["source"].count()\n'
        'acts.groupby("target").size().reindex(sorted({*relations["source"],'
        ' *relations["target"]}), fill_value=0)',
        'acts.groupby("source").size()\nrelations.groupby("target").size()\n'
        'acts.groupby("target")["sign"].sum()\nacts.groupby("target")["source"].nunique()',
    ),
    "03/reciprocity": (
        "(sum((b, a) in pairs for a, b in pairs) / len(pairs))",
        "len([1 for a, b in pairs if (b, a) in pairs]) / len(pairs)\n"
        "round(sum((b, a) in pairs for a, b in pairs) / len(pairs), 2)\n"
        "round(sum((b, a) in pairs for a, b in pairs) / len(pairs), 3)\n"
        "np.mean([(b, a) in pairs for a, b in pairs])",
        "sum((b, a) in pairs for a, b in pairs)\n"
        "sum((b, a) in pairs for a, b in pairs) / len(acts)\n"
        "sum((b, a) in pairs for a, b in pairs) / (len(pairs) + 1)\n0.2\n0.15",
    ),
    "03/sign-balance": (
        'acts[acts["target"].isin(three)].groupby("target")["sign"].sum()',
        'acts.groupby("target")["sign"].sum()[three]\n'
        'acts.groupby("target")["sign"].sum().loc[three]\n'
        '{who: acts.loc[acts["target"] == who, "sign"].sum() for who in three}\n'
        '[(who, acts[acts["target"] == who]["sign"].sum()) for who in three]',
        'acts[acts["target"].isin(three)].groupby("target").size()\n'
        'acts.groupby("target")["sign"].sum()\n'
        '-acts.groupby("target")["sign"].sum()[three]',
    ),
    "04/issues-by-phase": (
        'issues.groupby(["phase", "level"]).size().unstack(fill_value=0)',
        'pd.crosstab(issues["phase"], issues["level"])\n'
        'issues.pivot_table(index="phase", columns="level", values="grievance", aggfunc="count",'
        " fill_value=0)\n"
        'issues.pivot_table(index="phase", columns="level", aggfunc="size", fill_value=0)\n'
        'issues[["phase", "level"]].value_counts().unstack(fill_value=0)\n'
        'issues.groupby("phase")["level"].value_counts().unstack(fill_value=0)',
        'issues.groupby(["phase", "level"]).size()\nissues.groupby("phase").size()\n'
        'issues.groupby(["level", "phase"]).size().unstack(fill_value=0)\n'
        'pd.crosstab(issues["phase"], issues["level"], margins=True)',
    ),
    "04/nobody-by-phase": (
        'advice[advice["asked"] == 0].groupby("phase").size()',
        'advice[advice["asked"] == 0]["phase"].value_counts()\n'
        'advice[advice["asked"].eq(0)].groupby("phase", as_index=False).size()\n'
        '(advice["asked"] == 0).groupby(advice["phase"]).sum()\n'
        'advice.groupby("phase")["asked"].apply(lambda n: (n == 0).sum())',
        'advice.groupby("phase").size()\nadvice[advice["asked"] > 0].groupby("phase").size()\n'
        'advice[advice["asked"] == 0].groupby("phase")["asked"].sum()',
    ),
}


def forms(ref: str) -> tuple[list[str], list[str]]:
    """Return expressions that must be accepted and refused."""
    right, fits, fails = EXERCISES[ref]
    expected = exercises.solution(QUESTIONS[ref])
    own = {pd.Series: (BY_LABEL, NOT_BY_LABEL), pd.DataFrame: (TABLE, NOT_TABLE)}
    yes, no = own.get(type(expected), (ONE_NUMBER, NOT_ONE_NUMBER))
    every = [f"{a.format(right=right)}\n{b}".split("\n") for a, b in ((yes, fits), (no, fails))]
    return ([e for e in every[0] if e], [e for e in every[1] if e])


def computed(ref: str, expression: str) -> Any:
    import itertools
    from collections import Counter
    from decimal import Decimal
    from fractions import Fraction

    names = dict(exercises._run(QUESTIONS[ref].solution))
    names |= {
        "np": np,
        "itertools": itertools,
        "Counter": Counter,
        "Decimal": Decimal,
        "Fraction": Fraction,
    }
    return eval(expression, names)


def test_every_exercise_of_the_bank_is_here():
    assert sorted(EXERCISES) == sorted(QUESTIONS)


@pytest.mark.parametrize("ref", EXERCISES)
def test_each_form_that_says_the_same_is_accepted(ref):
    fits, _ = forms(ref)
    assert len(fits) >= 6
    for expression in fits:
        result = exercises.check(QUESTIONS[ref], computed(ref, expression))
        assert result.state == "answered", (expression, result.notes["answer"].text)


@pytest.mark.parametrize("ref", EXERCISES)
def test_what_says_something_else_is_not(ref):
    _, fails = forms(ref)
    assert len(fails) >= 4
    for expression in fails:
        result = exercises.check(QUESTIONS[ref], computed(ref, expression))
        assert result.state == "revisit", expression
        assert result.notes["answer"].text


@pytest.mark.parametrize("ref", EXERCISES)
def test_each_common_mistake_still_gets_its_own_words(ref):
    question = QUESTIONS[ref]
    for code, feedback in question.mistakes:
        value = exercises._run(code, question.solution)["answer"]
        assert exercises.check(question, value).notes["answer"].text == feedback


def test_no_order_is_asked_for_that_the_question_does_not_speak_of():
    for ref, question in QUESTIONS.items():
        if isinstance(exercises.solution(question), pd.Series | pd.DataFrame):
            asked = "sort" in question.intro or "order" in question.intro
            assert question.any_order or asked, ref

"""Texts: what messages and labels say, in the language of whoever reads them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbo import Company, InputError, Money, Unit, eur, pieces, price, quantity
from fbo.company.messages.locales import Locale
from fbo.company.messages.texts import Texts, texts_in
from fbo.company.shipped import SHIPPED
from fbo.front.service import RECITED
from fbo.kernel.wording import names_in, worded
from fbo.processes.order_to_cash.promises import KEPT_BY
from fbo.testing.shop import Shop

SHIPPED_TEXTS = texts_in()
LANGUAGES = SHIPPED_TEXTS.languages
FRIDAY = date(2026, 11, 27)
EVENING = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def locale(language: str) -> Locale:
    return SHIPPED_TEXTS._locales[language]


def say(value: object, language: str, tz: str = "UTC") -> str:
    return locale(language).say(worded(value), tz)


def written(folder: Path, name: str, content: str) -> Path:
    (folder / name).write_text(content, encoding="utf-8")
    return folder


# What is shipped.


def test_english_and_spanish_are_shipped() -> None:
    assert LANGUAGES == ("en", "es")


@each_language
def test_each_template_and_label_of_a_shipped_process_is_in_each_language(language: str) -> None:
    assert SHIPPED_TEXTS.missing(language, SHIPPED) == ()


@each_language
def test_each_language_has_the_same_templates_with_the_same_names(language: str) -> None:
    english, other = locale("en").messages, locale(language).messages

    assert set(other) == set(english)
    for template, texts in english.items():
        assert names(other[template]) == names(texts), template


def names(texts: tuple[str, str]) -> set[str]:
    return {name for text in texts for name in names_in(text)}


@each_language
def test_each_label_has_the_same_names_in_each_language(language: str) -> None:
    for text, translated in locale(language).labels.items():
        assert set(names_in(translated)) == set(names_in(text)), text


@each_language
def test_no_text_is_left_for_what_nobody_says(language: str) -> None:
    """A label, or a word for what is promised, that is used no more goes from the files, too."""
    states = [state for process in SHIPPED for state in process.definition.states.values()]
    labels = {text for state in states for text in state.labels}

    assert set(locale(language).labels) <= labels | set(KEPT_BY) | set(RECITED.values())


# Writing values.


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (eur("1234.50"), "1,234.50 EUR", "1.234,50 EUR"),
        (eur("-1234567.00"), "-1,234,567.00 EUR", "-1.234.567,00 EUR"),
        (Money(Decimal(5000), "JPY"), "5,000 JPY", "5.000 JPY"),
        (price("0.005", "EUR"), "0.005 EUR", "0,005 EUR"),
        (FRIDAY, "27 Nov 2026", "27 nov 2026"),
        (quantity("2.500", Unit("kg", 3)), "2.500 kg", "2,500 kg"),
        (pieces(8), "8 pieces", "8 unidades"),
        (pieces(1), "1 piece", "1 unidad"),
        (Decimal("0.21"), "0.21", "0,21"),
        (EVENING, "27 Nov 2026, 23:30", "27 nov 2026, 23:30"),
        (12345, "12345", "12345"),
        ("10.10 EUR", "10.10 EUR", "10.10 EUR"),
        (None, "", ""),
    ],
)
def test_values_are_written_as_the_reader_writes_them(
    value: object, english: str, spanish: str
) -> None:
    assert (say(value, "en"), say(value, "es")) == (english, spanish)


def test_an_instant_is_told_by_the_clocks_of_the_reader() -> None:
    assert say(EVENING, "es", "Europe/Madrid") == "28 nov 2026, 00:30"


def test_a_zone_that_does_not_exist_is_utc() -> None:
    assert say(EVENING, "en", "Europe/Atlantis") == "27 Nov 2026, 23:30"


# Which language.


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Thank you"),
        ("es", "Gracias"),
        ("es-MX", "Gracias"),
        ("es_AR", "Gracias"),
        ("EN-gb", "Thank you"),
        ("fr", "Thank you"),
        ("", "Thank you"),
        ("../es", "Thank you"),
    ],
)
def test_a_reader_gets_his_language_or_the_nearest(language: str, subject: str) -> None:
    assert SHIPPED_TEXTS.message("order_completed", {}, language).subject == subject


def test_a_template_that_nobody_has_written_says_its_name() -> None:
    assert SHIPPED_TEXTS.message("cake_is_ready", {}, "es").subject == "Cake is ready"


def test_a_label_in_a_message_is_in_its_language(shop: Shop) -> None:
    label = {
        "label": "Confirmed, delivery by {promised}",
        "with": {"promised": worded(FRIDAY)},
    }

    said = SHIPPED_TEXTS.message("order_decided", {"number": 7, "label": label}, "es-MX")

    assert said.text == "Su pedido 7: Confirmado, entrega antes del 27 nov 2026."


@given(
    template=st.sampled_from(sorted(locale("en").messages)),
    language=st.sampled_from(["en", "es", "es-MX", "xx", ""]),
    data=st.dictionaries(
        st.sampled_from(["number", "label", "reason", "due", "gross"]),
        st.text("aB1 {}[]%\\\n'\"é€ñ漢\u202e\0", max_size=20)
        | st.integers()
        | st.dates(date(1970, 1, 1), date(2200, 1, 1)).map(worded)
        | st.decimals(-1000000, 1000000, places=2).map(eur).map(worded)
        | st.just({"label": "Confirmed, delivery by {promised}"})
        | st.sampled_from([None, {"day": "soon"}, {"money": ""}, {}, {"label": 3}, {"odd": []}]),
    ),
)
def test_writing_a_message_never_fails(template: str, language: str, data: Any) -> None:
    said = SHIPPED_TEXTS.message(template, data, language)

    assert said.subject
    assert said.text


# A folder of one's own.


def test_a_folder_adds_a_language(tmp_path: Path) -> None:
    folder = written(
        tmp_path, "de.toml", '[messages.order_completed]\nsubject = "Danke"\ntext = "."\n'
    )

    texts = texts_in(folder)

    assert texts.languages == ("de", "en", "es")
    assert texts.message("order_completed", {}, "de-AT").subject == "Danke"


def test_a_folder_rewords_what_is_shipped_and_leaves_the_rest(tmp_path: Path) -> None:
    folder = written(tmp_path, "es.toml", '[labels]\n"On hold" = "Detenido"\n')

    texts = texts_in(folder)

    assert texts.label("On hold", {}, "es") == "Detenido"
    assert texts.label("Completed", {}, "es") == "Completado"
    assert texts.message("order_completed", {}, "es").subject == "Gracias"


def test_a_region_says_only_what_differs(tmp_path: Path) -> None:
    folder = written(tmp_path, "es-MX.toml", '[form]\ndecimal = "."\ngroup = ","\n')

    said = texts_in(folder).message("order_decided", {"label": worded(eur("1234.50"))}, "es-MX")

    assert said.text == "Su pedido : 1,234.50 EUR."
    assert said.language == "es-mx"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("[message]\n", "message is none of form, units, labels, messages"),
        ("labels = 3\n", "labels is none of"),
        ('[labels]\n"On hold" = 3\n', 'labels."On hold" is no text'),
        ('[messages.thanks]\nsubject = "Thanks"\n', "messages.thanks takes a subject and a text"),
        ('[messages]\nthanks = "Thanks"\n', "messages.thanks takes a subject and a text"),
        ("[units]\npiece = ['pieza']\n", "units.piece takes two words"),
        ("[form]\ncomma = ','\n", "form takes decimal, group, day, instant, months"),
        ("[form]\nmonths = ['Jan']\n", "form.months does not name the twelve months"),
        ("[form]\nmonths = 'Jan'\n", "form.months"),
        ("no toml at all", "at line 1"),
    ],
)
def test_a_file_that_cannot_be_understood_is_named(
    tmp_path: Path, content: str, fault: str
) -> None:
    with pytest.raises(InputError) as refused:
        texts_in(written(tmp_path, "de.toml", content))

    assert fault in str(refused.value)
    assert "de.toml" in str(refused.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(InputError, match=r"de\.toml"):
        texts_in(tmp_path)


def test_a_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="there is no folder"):
        Company(texts="nowhere")


def test_what_a_language_lacks_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, "de.toml", '[labels]\n"On hold" = "Angehalten"\n')

    missing = texts_in(folder).missing("de", SHIPPED)

    assert "message: order_received" in missing
    assert "label: Completed" in missing
    assert "label: On hold" not in missing


# In a company.


def test_a_customer_is_written_to_in_his_language() -> None:
    shop = Shop()
    shop.receive(1)
    shop.company.change(shop.ada, language="es-MX", tz="America/Mexico_City")
    shop.placed(promised=FRIDAY)

    shop.company.run_due()

    assert {(message.language, message.text) for message in shop.mail.sent} == {
        ("es", "Hemos recibido su pedido 1. Gracias."),
        ("es", "Su pedido 1: Confirmado, entrega antes del 27 nov 2026."),
    }


def test_a_customer_sees_labels_in_his_language_or_in_another(shop: Shop) -> None:
    shop.company.change(shop.ada, language="es")
    order = shop.placed()

    assert shop.company.customer_view(order).label == "Confirmado"
    assert shop.company.customer_view(order, language="en").label == "Confirmed"


def test_outbox_and_journal_hold_a_template_and_data_never_a_finished_text(shop: Shop) -> None:
    shop.receive(1)
    shop.placed(promised=FRIDAY)

    (decided,) = [body for body in outbox(shop) if body["template"] == "order_decided"]

    assert decided["data"] == {
        "number": 1,
        "label": {
            "label": "Confirmed, delivery by {promised}",
            "with": {"promised": {"day": "2026-11-27"}},
        },
    }
    finished = ("We have received", "27 Nov", "Thank you")
    for body in (*outbox(shop), *(entry.data for entry in shop.company.journal())):
        assert not any(text in str(body) for text in finished)


def outbox(shop: Shop) -> list[Any]:
    from fbo.ports.storage import Scan

    page = shop.company.store.scan("main", Scan("message", "fresh", limit=100))
    return [one.record.body for one in page]


def test_a_message_is_in_the_language_of_the_day_on_which_it_is_sent(shop: Shop) -> None:
    shop.placed()
    shop.company.change(shop.ada, language="es")

    shop.company.run_due()

    assert {message.language for message in shop.mail.sent} == {"es"}


def test_texts_is_what_a_company_speaks(tmp_path: Path) -> None:
    folder = written(tmp_path, "de.toml", '[labels]\n"Confirmed" = "Bestätigt"\n')
    shop = Shop(texts=folder)

    assert isinstance(shop.company.texts, Texts)
    assert shop.company.customer_view(shop.placed(), language="de").label == "Bestätigt"


def test_a_customer_hears_from_the_order_what_the_back_office_has_done(shop: Shop) -> None:
    shop.company.change(shop.ada, language="es", credit_limit=None)
    shop.receive(2)
    order = shop.placed(2, "1234.50")
    shop.company.run_due()
    shop.mail.sent.clear()

    shop.shipped(order)
    shop.company.run_due()

    assert sorted(message.text for message in shop.mail.sent)[:2] == [
        "Ha salido mercancía de su pedido 1.",
        "La factura 1 es de 2.469,00 EUR; quedan por pagar 2.469,00 EUR hasta el 23 dic 2026.",
    ]


def test_what_is_shipped_is_not_reworded_with_a_name_nobody_fills_in(tmp_path: Path) -> None:
    written(tmp_path, "es.toml", '[messages.order_received]\nsubject = ""\ntext = "{nombre}"\n')

    with pytest.raises(InputError, match=r"messages\.order_received names nombre, and only number"):
        texts_in(tmp_path)

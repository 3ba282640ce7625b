"""One form for the same words, and the tricks that would hide them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.comments.normalise import MOST_MARKS, _cut_stacks, skeleton, stored, tricks, words

# What a commenter may send, with much more of what is strange than chance would give.
STRANGE = (
    "aeioup ,.'’\n\r\tАаеорсуіѕԁЖж Ααοβηρτμω հոսօ ᎪᏴꭰ ꓮꓐ ａＢ１ ｱﾞ 𝓪𝐁 Ⓐⓑ🅰🅱"
    "ß ﬁ ŉ ĳ ǆ İ ı ẞ ſ ΐ ᾳ ς Å Ω µ"
    "\u0301\u0316\u0323\u0345\u034f\u0483\u05b0\u05c1\u064b\u0941\u093c\u094d\u09c7\u09be\u0e34\u0f84\u302e"
    "\u00ad\u061c\u115f\u200b\u200c\u200d\u200e\u202e\u2066\u2069\u2060\u2800\u2028\u3164\ufe0f\ufeff\U000e0061"
    "\u309a\u3099가ᄀㅏ각 が か 한 ยิ क्ष 👩 ❤ ´ ` ʼ Ꞌ ꞌ"
)
texts = st.text(st.sampled_from(STRANGE) | st.characters(exclude_categories=["Cs"]), max_size=60)

# The same words for everybody who reads them, though no two are the same characters.
DISGUISES = [
    "can't feel my legs",
    "CAN’T  FEEL\nMY LEGS",
    "ｃａｎ＇ｔ ｆｅｅｌ ｍｙ ｌｅｇｓ",
    "𝓬𝓪𝓷'𝓽 𝐟𝐞𝐞𝐥 𝔪𝔶 𝕝𝕖𝕘𝕤",
    "ⓒⓐⓝ´ⓣ ⓕⓔⓔⓛ ⓜⓨ ⓛⓔⓖⓢ",
    "🅲🅰🅽`🆃 🅵🅴🅴🅻 🅼🆈 🅻🅴🅶🆂",
    "ᴄᴀɴ'ᴛ ꜰᴇᴇʟ ᴍʏ ʟᴇɢꜱ",
    "cаn't fееl mу lеgѕ",  # Cyrillic а, е, у, ѕ
    "cαn't fεεl mγ legs".replace("γ", "y"),  # Greek α, ε
    "ｃ\u200ba\u200dn\u2060't f\u00adeel m\u034fy le\ufeffgs",
    "c\u0301\u0316\u0301a\u0336n\u0336't fèël mŷ lęgş",
    "\u202ecan't\u202c feel \u2067my\u2069 legs",
    "ca\u3164n't feel my\u2800legs",
    "Ꮯan't feel my Ꮮegs",
]

# Honest words of many languages and styles.
HONEST = [
    "I can't bend without my back “locking” – it’s been 3 weeks… any ideas?",
    "J’ai mal au dos depuis l’été ; ça va mieux à force d’étirements. Cœur, naïve, où ?",
    "Ich habe Rückenschmerzen, größer als früher. Straße, Fuß, übermäßig.",
    "Tôi bị đau lưng dưới, đã tập những động tác này được hai tuần rồi. Cảm ơn nhiều!",
    unicodedata.normalize("NFD", "Tôi bị đau lưng dưới, những động tác này rất tốt."),
    "Mam ból pleców, gęślą jaźń; dziękuję za ćwiczenia.",
    "Belim ağrıyor, İstanbul’da ısı 30°C. Şimdi iyiyim.",
    "मेरी पीठ में दर्द है। क्‍या यह व्यायाम ठीक है? श्री, ज्ञान, क्षण।",
    "আমার পিঠে ব্যথা। র‍্যাব, কৎ‌খ।",
    "எனக்கு முதுகு வலி. க்‌ஷ",
    "می‌خواهم بدانم این نرم‌افزار و تمرین‌ها خوب‌اند؟",
    "أعاني من ألمٍ في الظَّهرِ، شُكْرًا جَزِيلًا",
    "כואב לי הגב. \u2067(שָׁלוֹם)\u2069 תודה רבה!",
    "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "У меня болит спина. Смотрел ролик на YouTube, Wi-Fi, PDFки. Рак? Нет, ёжик.",
    "Πονάει η μέση μου εδώ και καιρό, τι να κάνω; Ευχαριστώ!",
    unicodedata.normalize("NFD", "ᾧ τῆς ψυχῆς"),
    "腰が痛いです。Ｔシャツとヨガマット、がんばります！ＡＢＣ",
    "허리가 아파요. ㅋㅋㅋ 감사합니다",
    "我的腰很疼,用T恤 USB加热垫,谢谢。",
    "ปวดหลังมาก ที่\u200bนี่\u200bดี ขอบคุณครับ",
    "མགོ་ན་བ། བསྒྲུབས་",
    "Family walk 👨‍👩‍👧‍👦 👩🏽‍⚕️ ❤️ 1️⃣",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "🇬🇧 ©️ 🅰️ ⏱️",
    "400 μg of B12, 2 kΩ, Δx = 3 µm, TNFα and IL1β, n² × x³, ½ hour, 5′ 11″, ™ ℹ️ №5, ℝ",
    "\ufeffPasted from a web\u00adsite with soft hy\u00adphens.\u200b\n",
    "The IPA of sing is /sɪŋ/, of cot /kɒt/ or /kɑt/.",
    "Naïve 𝑥 + 𝑦, ﬁrst ﬂoor, ｅ",
    "Здравствуйте! Ἄριστον μὲν ὕδωρ. Hello!",
]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_same_words_have_one_skeleton(disguise):
    assert skeleton(disguise) == "can't feel my legs"


@pytest.mark.parametrize("disguise", DISGUISES)
def test_apostrophes_are_dropped_from_words(disguise):
    assert words(disguise) == ["cant", "feel", "my", "legs"]


@given(texts)
def test_the_skeleton_of_a_skeleton_is_itself(text):
    once = skeleton(text)
    assert skeleton(once) == once
    assert words(once) == words(text)


@given(texts)
def test_a_skeleton_has_nothing_that_nobody_sees(text):
    assert skeleton(text) == " ".join(skeleton(text).split())
    assert not [char for char in skeleton(text) if unicodedata.category(char) in {"Cc", "Cf"}]


@given(texts)
def test_words_are_neither_empty_nor_divided_by_white_space(text):
    assert all(word and not any(map(str.isspace, word)) for word in words(text))


@pytest.mark.parametrize(
    "text",
    [
        "Сосо Рак нос тесто",  # every letter of it looks Latin
        "У меня рак, сохнет во рту, а рана растёт",
        "Το ποτό και ο τόπος του",
        "Πονάει το κάτω μέρος, και στο κρεβάτι",
    ],
)
def test_a_text_in_another_alphabet_has_no_latin_word(text):
    assert not [word for word in words(text) if any("a" <= char <= "z" for char in word)]


def test_a_whole_word_of_look_alikes_in_a_latin_text_is_read_as_latin():
    assert words("Buy it at our сосоа shop") == ["buy", "it", "at", "our", "cocoa", "shop"]


def test_a_quotation_in_another_alphabet_stays_what_it_is():
    assert words("My Russian friend calls it прострел") == [
        *("my", "russian", "friend", "calls", "it", "прострел")
    ]


def test_vowel_signs_are_part_of_their_words():
    assert words("पीठ में दर्द") == ["पीठ", "में", "दर्द"]
    assert words("ปวดหลัง") == ["ปวดหลัง"]
    assert words("が か") == ["が", "か"]


def test_quotation_marks_around_words_are_no_part_of_them():
    assert words("it’s 'numb' in the patients' legs") == [
        *("its", "numb", "in", "the", "patients", "legs")
    ]


def test_a_stack_of_marks_is_nothing():
    assert skeleton("n" + "\u0301\u0316" * 2500 + "umb") == "numb"


@pytest.mark.parametrize("text", HONEST)
def test_honest_texts_use_no_trick(text):
    assert tricks(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cheap via\u200bgra", "hidden"),
        ("cheap via\u200dgra", "hidden"),
        ("cheap v\u2060i\ufeffagra", "hidden"),
        ("cheap via\u3164gra", "hidden"),
        ("hello\U000e0062\U000e0075\U000e0079", "hidden"),
        ("\u202eargaiv\u202c", "turned"),
        ("\u2067argaiv\u2069", "turned"),
        ("cheap vіagra", "mixed"),
        ("cheap Раypal", "mixed"),
        ("cheap саsinο", "mixed"),  # Cyrillic and Greek
        ("ｃｈｅａｐ pills", "wide"),
        ("𝓬𝓱𝓮𝓪𝓹 pills", "styled"),
        ("🅲🅷🅴🅰🅿 pills", "styled"),
        ("ᴄʜᴇᴀᴘ pills", "styled"),
        ("ch" + "\u0301" * (MOST_MARKS + 1) + "eap", "stacked"),
        ("ก" + "\u0e47" * 20, "stacked"),
    ],
)
def test_a_trick_is_named(text, code):
    assert [trick.code for trick in tricks(text)] == [code]


def test_a_trick_of_mixed_letters_shows_the_word():
    assert "vіagra" in tricks("a cheap vіagra")[0].words


def test_each_trick_is_told_once():
    codes = [trick.code for trick in tricks("vіagra " * 3 + "\u202e" * 3 + "ｂｕｙ " * 3)]
    assert codes == ["turned", "mixed", "wide"]


@given(texts)
def test_storing_again_changes_nothing(text):
    assert stored(stored(text)) == stored(text)


@given(texts)
def test_what_is_stored_has_the_same_words(text):
    if _cut_stacks(apart := unicodedata.normalize("NFD", text)) == apart:
        assert words(stored(text)) == words(text)


@given(texts)
def test_what_is_stored_takes_no_more_room_than_its_words_need(text):
    kept = stored(text)
    assert "\n\n\n" not in kept
    assert kept == kept.strip()
    assert all(line == line.rstrip() for line in kept.split("\n"))
    assert not set("\r\v\f\x85\u2028\u2029") & set(kept)


@pytest.mark.parametrize("text", HONEST)
def test_honest_texts_are_stored_as_written(text):
    assert stored(text) == unicodedata.normalize("NFC", text).strip()


def test_new_lines_of_every_kind_are_stored_as_one():
    assert stored("a\r\nb\rc\u2028d\n\n\n\n  \n\u200b\n\u3164\ne  ") == "a\nb\nc\nd\n\ne"


def test_a_stack_is_stored_with_a_few_marks():
    assert stored("n" + "\u0336" * 5000 + "o") == "n" + "\u0336" * MOST_MARKS + "o"

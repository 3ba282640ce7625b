from typing import Any

from django.db import migrations

# Of our own gathering: what is taken, prescribed or asked about for back pain in Britain, by its
# generic name and by names on the packet. Editors add to them and switch them off in the desk.
MEDICINES = """
acetaminophen, amitriptyline, Anadin, anti-inflammatory tablet, aspirin, baclofen, buprenorphine,
Butrans, Calpol, capsaicin, Celebrex, celecoxib, co-codamol, co-dydramol, codeine, corticosteroid,
cyclobenzaprine, dexibuprofen, diazepam, diclofenac, dihydrocodeine, duloxetine, etoricoxib,
fentanyl, gabapentin, hydrocodone, ibuprofen, indometacin, ketoprofen, Kapake, ketamine, lidocaine,
Lyrica, mefenamic acid, meloxicam, methadone, methocarbamol, morphine, Movelat, nabumetone,
naproxen, Naprosyn, nefopam, Neurontin, nortriptyline, NSAID, Nurofen, opioid, oxycodone, OxyContin,
Panadol, paracetamol, piroxicam, prednisolone, pregabalin, Solpadeine, Syndol, tapentadol,
tizanidine, tramadol, Valium, venlafaxine, Voltarol, Zapain, Zydol
"""
CLAIMS = {
    "breakthrough": "Say what is new, and how it was tested.",
    "clinically proven": "Name the study in a source, and say what it found.",
    "cure": "Say what may help, and for how many people.",
    "cured": "Say what may help, and for how many people.",
    "curing": "Say what may help, and for how many people.",
    "detox": "The body does this by itself. Say what is really meant.",
    "doctors hate": "",
    "effortless": "",
    "eliminate pain": "Say how much less pain, and for how many people.",
    "fix your back": "",
    "for good": "Say how long it was seen to last.",
    "forever": "Say how long it was seen to last.",
    "foolproof": "",
    "guarantee": "Nothing helps everybody. Say for how many it did.",
    "guaranteed": "Nothing helps everybody. Say for how many it did.",
    "immediate relief": "Say how soon people noticed a difference.",
    "instant": "Say how soon people noticed a difference.",
    "instantly": "Say how soon people noticed a difference.",
    "magic": "",
    "magical": "",
    "miracle": "Say what it may do, and how sure that is.",
    "miraculous": "Say what it may do, and how sure that is.",
    "never again": "Say how often it came back, and for how many.",
    "no side effects": "Say which were seen, and how often.",
    "once and for all": "Say how long it was seen to last.",
    "overnight": "Say how soon people noticed a difference.",
    "pain-free": "Say how much less pain, and for how many people.",
    "permanent relief": "Say how long it was seen to last.",
    "permanently": "Say how long it was seen to last.",
    "scientifically proven": "Name the study in a source, and say what it found.",
    "works every time": "Nothing helps everybody. Say for how many it did.",
    "works for everyone": "Nothing helps everybody. Say for how many it did.",
    "100% safe": "Say which harms were looked for.",
    "completely safe": "Say which harms were looked for.",
}
LINK_WORDS = """
click here, click, here, find out more, go, learn more, link, more, more info, more information,
read more, read on, see here, see more, this, this article, this link, this page, this website,
website
"""


def add_phrases(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("readiness", "WatchedPhrase")
    rows = [model(phrase=" ".join(name.split()), kind="medicine") for name in MEDICINES.split(",")]
    rows += [model(phrase=words, kind="claim", advice=advice) for words, advice in CLAIMS.items()]
    rows += [model(phrase=" ".join(words.split()), kind="link") for words in LINK_WORDS.split(",")]
    model.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("readiness", "0002_roles")]

    operations = [migrations.RunPython(add_phrases, migrations.RunPython.noop)]

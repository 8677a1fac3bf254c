"""Writes an award as a certificate: who, what, how much, how high, learnt and assessed how, given by whom.

Each text is in the language that is asked for, else in English, else in what there is; the certificate's own words are in that language
where `words.json` has it. Nothing here knows of pages.

Spec: Council Recommendation 2022/C 243/02 Annex I (elements 1–11).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, islice

from app.model.achievement import Achievement, Assessment, Competence
from app.model.award import Award
from app.model.issuer import Mode
from app.model.language import LanguageMap
from app.render.certificate import Certificate, Detail, Figure, OutcomeLine, texts_of
from app.render.fonts import missing_scripts, symbols_named
from app.render.texts import ELLIPSIS, Phrase, capital, line, said
from app.render.words import Words, words_for
from app.schemas.vocabularies import concept, concepts

MAX_NAME = 200
MAX_TITLE = 250
MAX_LINE = 300
MAX_PROSE = 800
MAX_LINES = 12
MAX_LISTED = 1_200
"""Characters under one heading: as many as twelve titles of a hundred."""
MAX_OUTCOMES = 30
MAX_COMPETENCES, MAX_COMPETENCE = 8, 120
MAX_LEARNT = 6_000
"""Characters of all outcomes with their competences: what setting a page costs grows with its text, and everybody waits for it."""


def certificate_of(award: Award, language: str, *, verify_url: str, moment: datetime | None = None) -> Certificate:
    """Return what a certificate of the award says in a language (a BCP 47 tag).

    Args:
        verify_url: the page that judges the credential; it stands there in words and as a QR code.
        moment: the date of the file; that of the award where it is None.
    """
    page = _Page(award, language, words_for(language))
    achievement = award.achievement
    outcomes = tuple(page.outcomes())
    return Certificate(
        language=page.words.language,
        kind=page.words.word(f"kind.{achievement.kind}"),
        issuer=page.say(award.issuer.organisation.legal_name, MAX_TITLE),
        title=page.title(),
        learner=page.learner(),
        description=page.say(achievement.description, MAX_PROSE),
        figures=tuple(page.figures()),
        dates=tuple(page.dates()),
        outcomes=outcomes,
        more_outcomes=page.more_outcomes(len(outcomes)),
        details=tuple(page.details()),
        parties=tuple(page.parties()),
        note=page.words.heading("sample") if achievement.sample else None,
        verify_url=verify_url,
        dated=moment or award.awarded_at,
        test=award.issuer.mode is Mode.TEST,
    )


def unnamed(certificate: Certificate) -> Certificate:
    """Return the certificate without the learner's name: it says that the signed credential has it. For scripts without a font."""
    return replace(certificate, learner=None)


def abridged(certificate: Certificate) -> Certificate:
    """Return the certificate without what no font of ours covers, and without a name: for a picture of what says all of it in words."""
    title = _printable(certificate.title)
    return replace(
        unnamed(certificate),
        title=title if title.text else Phrase(certificate.kind, certificate.language),
        issuer=_printable(certificate.issuer),
        description=_printable(certificate.description),
        outcomes=tuple(each for each in certificate.outcomes if not missing_scripts(texts_of(each))),
        details=_printable_details(certificate.details),
        parties=_printable_details(certificate.parties),
    )


def _printable_details(details: tuple[Detail, ...]) -> tuple[Detail, ...]:
    left = (replace(each, lines=tuple(line for line in map(_printable, each.lines) if line.text)) for each in details)
    return tuple(each for each in left if each.lines)


def _printable(phrase: Phrase) -> Phrase:
    return replace(phrase, text="") if missing_scripts((phrase.text,)) else phrase


@dataclass(frozen=True, slots=True)
class _Page:
    """An award, the language that is wanted, and the words that there are in it."""

    award: Award
    language: str
    words: Words

    def say(self, texts: LanguageMap, most: int = MAX_LINE) -> Phrase:
        return _in_print(said(texts, self.language, most), most)

    def title(self) -> Phrase:
        """Return the title, or what kind of thing it is where the title has nothing to show."""
        title = self.say(self.award.achievement.title, MAX_TITLE)
        return title if title.text else self._own(self.words.word(f"kind.{self.award.achievement.kind}"))

    def learner(self) -> Phrase | None:
        recipient = self.award.recipient
        name = _in_print(Phrase(line(recipient.name, MAX_NAME), recipient.language), MAX_NAME)
        return name if name.text else None

    def figures(self) -> Iterator[Figure]:
        """Yield level, credits and hours, as far as there are any."""
        achievement = self.award.achievement
        credits_earned = achievement.ects if self.award.credits_earned is None else self.award.credits_earned
        amounts = {"eqf-level": achievement.eqf_level, "ects": credits_earned, "hours": achievement.hours}
        for name, amount in amounts.items():
            if amount is not None:
                yield Figure(self.words.number(amount), self.words.word(name))

    def dates(self) -> Iterator[Figure]:
        yield Figure(self.words.date(self.award.awarded_at), self.words.word("awarded-on"))
        if self.award.valid_until:
            yield Figure(self.words.date(self.award.valid_until), self.words.word("valid-until"))

    def outcomes(self) -> Iterator[OutcomeLine]:
        """Yield the outcomes that there is room for; the first always is."""
        room = MAX_LEARNT
        for outcome in self.award.achievement.outcomes[:MAX_OUTCOMES]:
            title, competences = self.say(outcome.title), tuple(self._competence(each) for each in outcome.competences[:MAX_COMPETENCES])
            room -= sum(len(phrase.text) for phrase in (title, *competences))
            if room < 0:
                return
            yield OutcomeLine(title, competences)

    def more_outcomes(self, shown: int) -> str | None:
        more = len(self.award.achievement.outcomes) - shown
        return self.words.word("more-outcomes").replace("{count}", str(more)) if more > 0 else None

    def details(self) -> Iterator[Detail]:
        """Yield how it was learnt and assessed, in the order of a reader's questions; what is not stated is left out."""
        achievement = self.award.achievement
        if achievement.assessment:
            yield from self._assessment(achievement.assessment)
        yield from self._detail("mode", (self._labels(achievement.mode_uris),))
        yield from self._detail("learning-setting", (self._labels((achievement.learning_setting_uri or "",)),))
        yield from self._period()
        yield from self._detail("field-of-study", (self._field_of_study(achievement),))
        yield from self._detail("languages", (self._own(self.words.languages(achievement.languages[:MAX_LINES])),))
        yield from self._detail("level", (self.say(achievement.no_level_reason or {}),))
        yield from self._detail("prerequisites", (self.say(achievement.prerequisites or {}),))
        yield from self._detail("parts", (self.say(part.title) for part in achievement.has_part))
        yield from self._detail("part-of", (self.say(part.title) for part in achievement.is_part_of))

    def parties(self) -> Iterator[Detail]:
        """Yield who awarded it, who issued and signed it, who assures its quality."""
        achievement, issuer = self.award.achievement, self.award.issuer.organisation
        countries = {each.slug: each.country for each in (*self.award.organisations, issuer)}
        awarding = (self.say(achievement.awarding_body_name), self._country(countries.get(achievement.awarding_body, "")))
        yield Detail(self.words.word("awarding-body"), _said_lines(awarding))
        yield Detail(self.words.word("issued-by"), _said_lines((self.say(issuer.legal_name), self._country(issuer.country))))
        yield from self._detail("quality-assurance", self._quality(achievement))

    def _assessment(self, assessment: Assessment) -> Iterator[Detail]:
        yield from self._detail("assessment", (self._labels((assessment.type_uri,)), self.say(assessment.description)))
        yield from self._detail("identity-check", (self._labels((assessment.identity_check_uri or "",)),))
        yield from self._detail("grading-scheme", (self.say(assessment.grading_scheme or {}),))

    def _period(self) -> Iterator[Detail]:
        moments = (self.award.activity_started_at, self.award.activity_ended_at)
        days = [self.words.date(moment) for moment in moments if moment]
        if days:
            yield Detail(self.words.word("period"), (self._own(" – ".join(dict.fromkeys(days))),))

    def _quality(self, achievement: Achievement) -> Iterator[Phrase]:
        for entry in achievement.quality_assurance:
            yield self.say(entry.title)
            agent = self.say(entry.agent_name)
            kind = self._labels((entry.type_uri,))
            yield replace(agent, text=" · ".join(filter(None, (agent.text, kind.text))))

    def _competence(self, competence: Competence) -> Phrase:
        """Return the label with its framework; a code that only repeats a part of the address tells a reader nothing."""
        label = self.say(competence.labels, MAX_COMPETENCE)
        code = "" if competence.code in competence.uri else f" {competence.code}"
        return replace(label, text=line(f"{competence.framework}{code}: {label.text}", MAX_COMPETENCE))

    def _field_of_study(self, achievement: Achievement) -> Phrase:
        found = concepts("isced-f").get(achievement.isced_f or "")
        return self.say(found.label if found else {})

    def _country(self, code: str) -> Phrase:
        found = concepts("country").get(code)
        return self.say(found.label if found else {})

    def _labels(self, uris: Iterable[str]) -> Phrase:
        """Return what the European vocabularies call these, in one line."""
        found = [self.say(each.label) for each in map(concept, uris) if each]
        listed = ", ".join(label.text for label in found)
        return Phrase(capital(listed), found[0].language if found else self.language)

    def _own(self, text: str) -> Phrase:
        return Phrase(text, self.words.language)

    def _detail(self, name: str, lines: Iterable[Phrase]) -> Iterator[Detail]:
        told = _said_lines(lines)
        if told:
            yield Detail(self.words.heading(name), told)


def _in_print(phrase: Phrase, most: int) -> Phrase:
    """Return a phrase with names in place of symbols that cannot be printed."""
    named = symbols_named(phrase.text)
    return phrase if named == phrase.text else replace(phrase, text=line(named, most))


def _said_lines(lines: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Return the lines that say something; beyond MAX_LINES, or MAX_LISTED characters, an ellipsis."""
    told = [each for each in lines if each.text]
    lengths = accumulate(len(each.text) for each in told)
    shown = sum(length <= MAX_LISTED for length in islice(lengths, MAX_LINES))
    return tuple(told) if len(told) == shown else (*told[:shown], Phrase(ELLIPSIS, told[0].language))

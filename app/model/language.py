"""Texts in several languages.

Every text that a person reads is a language map: BCP 47 tag → text. Languages are data, never columns.
"""

from collections.abc import Mapping

LanguageMap = Mapping[str, str]


def in_language(texts: LanguageMap, *languages: str) -> str:
    """Return the text in the first of `languages` that there is, else in English, else in the first language by tag.

    `el-GR` also finds `el`. An empty map gives an empty text.
    """
    for language in (*languages, "en"):
        for tag in (language, language.partition("-")[0]):
            if tag in texts:
                return texts[tag]
    return texts[min(texts)] if texts else ""

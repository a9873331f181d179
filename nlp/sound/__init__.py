"""Names as they sound: what a recogniser printed instead of a place's name, and the names it may be.

``english`` and ``syllables`` turn words into sounds and measure how far two of them lie apart;
``romanised`` and ``characters`` are the indexes over the gazetteer's names. They know nothing of the
message around the words: where a name is expected and how sure it must be is
``nlp.components.places.misheard``.
"""

"""The fast engine: Whisper's own arithmetic, arranged for many short messages on few cores.

    checkpoint.py   the file -> its dimensions and weights, checked, without a second copy in memory
    mapped.py       pages of the mapped file, given back once they were read
    linear.py       matrix products in fp32, bf16 / fp16 and int8
    attention.py    softmax(q k) v, laid out for one core's caches
    network.py      encoder and decoder with a static key/value cache
    rules.py        which token may follow which (Whisper's suppression and timestamp rules)
    search.py       greedy, sampled and beam search over batches of messages
    decoding.py     ``whisper.decode``'s counterpart: options in, results and attention out
    words.py        when each word was said, from the attention of the decoding itself
    segments.py     the decoded tokens of a window -> segments, and where to go on
    engine.py       FastEngine: utterances in, what was heard out

Nothing here changes what Whisper computes: in fp32 the tokens equal ``whisper.decode``'s, which
tests/voice_intake/test_fast_parity.py proves option by option.
"""

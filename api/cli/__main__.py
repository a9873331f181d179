"""``python -m api.cli``: the command line without its script, as the supervisor starts it."""

from api.cli import main

main()

"""The duty officers' console: templates, strings in two languages, and the shaping of a page.

Server-rendered; every act is a form that works without JavaScript. ``pages`` renders, ``language``
looks up words, ``fields`` turns a report into rows an officer reads and corrects, ``words`` turns a
transcript into words that can be played.
"""

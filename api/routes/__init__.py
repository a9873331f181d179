"""The routes: one file a subject, each with ``router``; ``api.app`` lists them."""

"""Where: names of the gazetteer, locators, misheard names, and whose place each is."""

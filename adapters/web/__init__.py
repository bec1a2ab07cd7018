"""The web page: a chat in the browser, served by Atelier itself; no build step and no outside address."""

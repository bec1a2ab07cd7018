"""``dev``: one file with an effect in it, on a page that shows what it makes, again whenever the file is saved."""

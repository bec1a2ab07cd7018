"""The folder of a package of its own, which is also read and tried from here."""

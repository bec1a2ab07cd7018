"""What is said of a running bot to those who watch it: its health and its metrics, on a port of their own."""

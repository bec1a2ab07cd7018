"""What several effects share: encoders and their weights, losses and the pyramid. A library; no plugin lives here."""

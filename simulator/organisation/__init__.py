"""Who? People, seats, teams: what a user may write about them, and the recipes that make teams."""

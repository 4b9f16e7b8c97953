"""How the office keeps its knowledge: proposals, a second person's approval, versions."""

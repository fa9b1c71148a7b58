"""The rules of a claim: pure values and functions that know no database, no screen and no wall clock."""

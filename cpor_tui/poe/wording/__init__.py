"""The wordings, English and Korean, in which proofs say who signed, who agreed, when, and what was done."""

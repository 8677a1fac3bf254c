"""What issuing and verifying cost, beside others' libraries, as ratios inside one run."""

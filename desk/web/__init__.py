"""What ``electionjobs serve`` answers: the published folder, feeds of any combination, the explorer and the desk."""

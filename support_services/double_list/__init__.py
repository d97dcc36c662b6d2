"""军地互办实事“双清单”: what troops and place ask of each other, agreed by both, done by one,
confirmed by the other; and who is late, by the calendar or by saying nothing."""

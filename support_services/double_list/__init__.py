"""军地互办实事“双清单”: what the troops ask of the place and the place of the troops, agreed by both,
done by one, confirmed by the other; and who is late, by the calendar or by saying nothing."""

// (room)

"""The bare network in packages for discrete-event simulation, as their users write it."""

"""Theory: does the engine agree with mathematics that is known exactly?"""

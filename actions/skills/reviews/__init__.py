"""Skill `reviews`: what buyers wrote, read and written."""

"""The seller's settings as files: settings.yaml and the settings workbook, read with places."""

from hedan.settings_files.mistakes import Mistake, SettingsRefused
from hedan.settings_files.reading import checked_settings, read_settings_file

__all__ = ["Mistake", "SettingsRefused", "checked_settings", "read_settings_file"]

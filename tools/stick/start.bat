@echo off
rem Installs the lessons from this folder, without the internet, and opens them. Not tried here.
cd /d "%~dp0"
if not exist "%USERPROFILE%\.darfurlab-program\Scripts\darfurlab.exe" (
  py -m venv "%USERPROFILE%\.darfurlab-program" || exit /b 1
  "%USERPROFILE%\.darfurlab-program\Scripts\python" -m pip install --no-index --find-links wheels darfurlab || exit /b 1
)
"%USERPROFILE%\.darfurlab-program\Scripts\darfurlab" lab "%USERPROFILE%\darfurlab-lessons"

from django.urls import path

from accounts import views

urlpatterns = [
    path("settings", views.settings, name="settings"),
    path("settings/coach", views.coach_profile, name="settings-coach"),
    path("settings/coach/submit", views.coach_profile_submit, name="settings-coach-submit"),
]

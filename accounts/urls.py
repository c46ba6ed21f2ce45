from django.urls import path

from accounts import views

urlpatterns = [
    path("settings", views.settings, name="settings"),
    path("settings/coach", views.coach_profile, name="settings-coach"),
    path("settings/coach/submit", views.coach_profile_submit, name="settings-coach-submit"),
    path("settings/availability", views.availability, name="settings-availability"),
    path(
        "settings/availability/preview",
        views.availability_preview,
        name="settings-availability-preview",
    ),
    path("coaches", views.coach_list, name="coach-list"),
    path("coaches/<int:coach_id>", views.coach_detail, name="coach-detail"),
]

"""Addresses of files."""

from django.urls import path

from files.views import pictures, serving, uploads

urlpatterns = [
    path("api/uploads", uploads.uploads, name="file-uploads"),
    path("api/uploads/<int:file_id>", uploads.upload, name="file-upload"),
    path("settings/picture", pictures.settings_picture, name="settings-picture"),
    path("settings/picture/remove", pictures.remove_picture, name="settings-picture-remove"),
    path("pictures/<slug:key>/<int:number>", pictures.picture, name="picture"),
    path("files/<int:file_id>", serving.show, name="file"),
    path("files/<int:file_id>/download", serving.download, name="file-download"),
    path("files/<int:file_id>/previews/<int:number>", serving.preview, name="file-preview"),
]

from django.urls import path

from . import views

urlpatterns = [
    path("issues/<int:pk>/deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", views.delivery_done, name="delivery-done"),
]

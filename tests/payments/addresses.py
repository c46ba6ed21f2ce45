"""The product's addresses, and those that it has where money moves."""

import config.urls
import payments.urls

urlpatterns = [*config.urls.urlpatterns, *payments.urls.addresses]

"""How a page of the way in is answered: in the frame of the desk, and never kept by anybody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backcare.accounts.forms import Counted


def answer(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """The page of ``template``; 429 with Retry-After when its ``form`` had too many tries."""
    form = context.get("form")
    wait = form.wait if isinstance(form, Counted) else 0
    frame = admin.site.each_context(request)
    response = render(
        request,
        f"accounts/{template}.html",
        {**frame, "title": title, "subtitle": None, **context},
        status=429 if wait else status,
    )
    if wait:
        response["Retry-After"] = str(wait)
    return response

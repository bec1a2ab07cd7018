effect-name = карандаш
effect-about = нарисовать фото карандашом
start = Здравствуйте! Пришлите фото, и я нарисую его карандашом.
slot-photo = фото
slot-about-photo = Фото, которое нарисовать.
words-photo = фото фотография фотка снимок photo
ask-first-photo = Пришлите фото, которое нарисовать.
ask-again-photo = Пришлите другое фото.
button-another-photo = Другое фото
job-started = Точу карандаш. Это займёт { $time }.
job-done =
    { $n ->
        [one] Рисунок готов, за { $n } секунду.
        [few] Рисунок готов, за { $n } секунды.
       *[many] Рисунок готов, за { $n } секунд.
    }
option-softness = Мягкость
about-softness = Чем больше, тем мягче: на какое расстояние вокруг смотрит карандаш.
option-pencil = Карандаш
about-pencil = Какой карандаш взять?
pencil-is-grey = серый
pencil-is-sepia = сепия
pencil-is-coloured = цветной
tweak-softer = Мягче
tweak-coloured = Цветной
tweak-grey = Без цвета

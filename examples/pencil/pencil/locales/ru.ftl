effect-name = карандаш
effect-about = нарисовать фото карандашом
start = Здравствуйте! Пришлите фото, и я нарисую его карандашом.
slot-photo = фото
slot-about-photo = Фото, которое нужно нарисовать.
words-photo = фото фотография фотка снимок photo
ask-first-photo = Пришлите фото, которое нужно нарисовать.
button-another-photo = Другое фото
job-started = Точу карандаш.
job-done =
    { $n ->
        [one] Готово! Нарисовал за { $n } секунду.
        [few] Готово! Нарисовал за { $n } секунды.
       *[many] Готово! Нарисовал за { $n } секунд.
    }
option-softness = Мягкость
about-softness = Чем больше, тем мягче линии: насколько широко вокруг каждой точки смотрит карандаш.
option-pencil = Карандаш
about-pencil = Какой карандаш взять?
pencil-is-grey = серый
pencil-is-sepia = сепия
pencil-is-coloured = цветной
tweak-softer = Мягче
tweak-coloured = Цветной
tweak-grey = Без цвета

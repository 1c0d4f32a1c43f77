using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Leads;
using SalesFlow.Leads.Forms;
using SalesFlow.Text;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Repeats;

namespace SalesFlow.WebApi.Leads.Forms;

/// <summary>What strangers' browsers may call: to see a form, and to send it. Nothing that they learn tells whether they are known already.</summary>
internal static class PublicFormEndpoints
{
    private const int LongestBody = 64 * 1024, LongestValue = 2000, LongestFact = 200, MostValues = 60;
    private const string Token = "_token", Challenge = "_challenge", Consent = "consent", Page = "_page";

    private static readonly string[] Campaign =
        ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "fbclid", "referrer"];

    public static void Map(RouteGroupBuilder api)
    {
        var forms = api.MapGroup("/public/forms").WithTags("Forms");
        forms.MapGet("/{key}", Show).AllowAnonymous().WithSummary("A form's fields, and the token that must be sent back with them.");
        forms.MapPost("/{key}", Send).AllowAnonymous().Accepts<Dictionary<string, string>>("application/json", "application/x-www-form-urlencoded")
            .WithSummary("Sends a form.")
            .WithDescription(
                "The form's fields by their names, as JSON or form-encoded, with `_token` from GET, `consent` (true) where the form asks for it, and, optional, `utm_…`, `gclid`, "
                + "`fbclid`, `referrer` and `_page` (the page's address, from which the campaign is read). The same content within ten minutes, or the same `Idempotency-Key`, "
                + "is taken once. A plain form is answered with the redirect that the form names.");
        // For browsers that come from a letter: what opens links by itself, to look at them, sends no form.
        forms.MapGet("/{key}/consents/{token}", ShowConsent).AllowAnonymous().ExcludeFromDescription();
        forms.MapPost("/{key}/consents/{token}", ConfirmConsent).AllowAnonymous().ExcludeFromDescription();
        forms.MapMethods("/{key}", [HttpMethods.Options], Preflight).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<Results<Ok<PublicForm>, ProblemHttpResult>> Show(
        string key, ApiCall call, FormTokens tokens, FormLimits limits, IOptions<FormOptions> options)
    {
        if (!limits.MayLook(Network(call))) return TooMany(call);
        if (await Find(key, call) is not { } form || !form.View.Settings.IsActive) return Problems.NotFound(call);
        if (!Allow(call.Http, form.View.Settings)) return Problems.Of(call.Http, StatusCodes.Status403Forbidden, "origin");
        var s = form.View.Settings;
        call.Http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PublicForm(s.Fields, s.ConsentText, s.Honeypot, s.MinimumSeconds, tokens.Make(key), options.Value.ChallengeSiteKey, s.ConfirmByEmail));
    }

    private static async Task<IResult> Preflight(string key, ApiCall call, FormLimits limits)
    {
        if (!limits.MayLook(Network(call))) return TooMany(call);
        if (await Find(key, call) is not { } form || !Allow(call.Http, form.View.Settings)) return TypedResults.NoContent();
        var headers = call.Http.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        headers.AccessControlAllowHeaders = "Content-Type, Idempotency-Key, Accept-Language";
        headers.AccessControlMaxAge = "600";
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<FormAccepted>, StatusCodeHttpResult, ProblemHttpResult>> Send(
        string key, ApiCall call, FormTokens tokens, FormLimits limits, FormChallenge challenge, RepeatedRequests repeats)
    {
        var address = Address(call);
        if (!limits.MayLook(Network(call))) return TooMany(call);
        if (await Find(key, call) is not { } form || !form.View.Settings.IsActive) return Problems.NotFound(call);
        var settings = form.View.Settings;
        if (!Allow(call.Http, settings)) return Problems.Of(call.Http, StatusCodes.Status403Forbidden, "origin");
        if (!limits.MaySend(key, Network(call))) return TooMany(call);
        var (values, plain) = await Read(call);
        // Whoever fills what nobody sees is told what it wants to hear.
        if (!string.IsNullOrWhiteSpace(values.GetValueOrDefault(settings.Honeypot))) return Done(call, settings, plain);

        var check = new Check(call.Http);
        if (settings.MinimumSeconds > 0)
        {
            if (tokens.Age(key, values.GetValueOrDefault(Token)) is not { } age) check.Add(Token, "form.token");
            else if (age < TimeSpan.FromSeconds(settings.MinimumSeconds)) check.Add(Token, "form.too_fast");
        }
        var submission = Submission(key, call, settings, values, address, check);
        if (!check.Failed && challenge.IsOn && !await challenge.Holds(values.GetValueOrDefault(Challenge), address, call.Aborted)) check.Add(Challenge, "form.challenge");
        if (check.Failed) return check.Problem();

        // The same answer for everybody; whoever has three letters already gets no fourth within the hour, and without one no consent counts.
        if (settings.ConfirmByEmail && submission is { Consent: not null, Email: { } email } && !limits.MayWrite(email)) submission = submission with { Consent = null };

        TenantScope.Enter(form.Place.TenantId);
        if (call.IdempotencyKey is not null)
        {
            // Not the page's token: whoever loads the page again may still repeat what was sent.
            var content = RepeatedRequests.Hash([
                submission.Name, submission.Phone, submission.Email,
                .. submission.Facts.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => new[] { f.Key, f.Value })]);
            if ((await repeats.Claim(form.Place.TenantId, submission.Digest, content, call.Aborted)).IsReused)
                return Problems.Of(call.Http, StatusCodes.Status422UnprocessableEntity, "key_reused");
        }
        var command = call.IdempotencyKey is null ? Id.New(call.Clock) : submission.Digest;
        var outcome = await call.Grains.GetGrain<IFormGrain>(TenantKey.Format(form.Place.TenantId, form.Place.FormId)).Submit(command, submission);
        return outcome.Refusal switch
        {
            Refusal.None => Done(call, settings, plain),
            Refusal.LimitReached => TooMany(call),
            _ => Problems.NotFound(call),
        };
    }

    private static Task<IResult> ShowConsent(string key, string token, ApiCall call, FormLimits limits) => Consents(key, token, call, limits, (consent, _, _) =>
        Task.FromResult<IResult>(FormPages.Of(call.Http, consent.Request.Language, consent.ConfirmedAt is not null ? FormPage.Done
            : call.Clock.GetUtcNow() > consent.Until ? FormPage.Gone : FormPage.Ask, consent.Request.Consent.Text)));

    private static Task<IResult> ConfirmConsent(string key, string token, ApiCall call, FormLimits limits) =>
        Consents(key, token, call, limits, async (consent, grain, secret) =>
        {
            var outcome = await grain.Confirm("confirm", secret, Address(call));
            return FormPages.Of(call.Http, consent.Request.Language, outcome.Accepted ? FormPage.Done : FormPage.Gone, consent.Request.Consent.Text);
        });

    /// <summary>The consent that a link from a letter is about, where the link is one of ours.</summary>
    private static async Task<IResult> Consents(
        string key, string token, ApiCall call, FormLimits limits, Func<FormConsentView, IFormConsentGrain, string, Task<IResult>> answer)
    {
        if (!limits.MayLook(Network(call))) return TooMany(call);
        if (Key.Fits(key) && key.StartsWith("form_", StringComparison.Ordinal) && LetterLinks.Read(token) is { } link && Key.Fits(link.AccountId)
            && await call.Grains.GetGrain<IFormKeyGrain>(TenantKey.Format(TenantKey.Platform, key)).Get() is { } place)
        {
            TenantScope.Enter(place.TenantId);
            var grain = call.Grains.GetGrain<IFormConsentGrain>(TenantKey.Format(place.TenantId, link.AccountId));
            if (await grain.Get() is { } consent && consent.Request.FormKey == key && await grain.Knows(link.Secret)) return await answer(consent, grain, link.Secret);
        }
        return FormPages.Of(call.Http, "ar", FormPage.Gone, "");
    }

    private static FormSubmission Submission(
        string key, ApiCall call, FormSettings settings, Dictionary<string, string> values, string address, Check check)
    {
        string? name = null, phone = null, email = null;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in settings.Fields)
        {
            var value = values.GetValueOrDefault(field.Name);
            if (VisibleText.IsBlank(value))
            {
                if (field.Required) check.Add(field.Name, "field.required");
                continue;
            }
            switch (field.Kind)
            {
                case FormFieldKind.Name:
                    name = check.Optional(field.Name, value, 255);
                    break;
                case FormFieldKind.Phone:
                    phone = check.Phone(field.Name, value);
                    break;
                case FormFieldKind.Email:
                    email = check.Email(field.Name, value);
                    if (DisposableMail.Is(email)) check.Add(field.Name, "form.disposable");
                    facts[LeadFacts.Email] = email;
                    break;
                case FormFieldKind.Company:
                    Fact(field.Name, LeadFacts.CompanyName, value);
                    break;
                case FormFieldKind.Sector:
                    Fact(field.Name, LeadFacts.Sector, value);
                    break;
                case FormFieldKind.City:
                    Fact(field.Name, LeadFacts.City, value);
                    break;
                default:
                    Fact(field.Name, field.Name, value);
                    break;
            }
        }
        if (name is null && phone is null && email is null && !check.Failed)
            check.Add(settings.Fields.First(f => f.Kind is FormFieldKind.Name or FormFieldKind.Phone or FormFieldKind.Email).Name, "field.required");
        var agreed = values.GetValueOrDefault(Consent)?.Trim() is "true" or "on" or "yes" or "1";
        if (settings.ConsentText is not null && !agreed) check.Add(Consent, "form.consent");
        var digest = call.IdempotencyKey is { } given ? Id.Named("form", key, "key", given) : Id.Named(["form", key, .. settings.Fields.Select(f => values.GetValueOrDefault(f.Name)?.Trim() ?? "")]);
        foreach (var (word, value) in CampaignOf(values)) facts.TryAdd(word, value);
        return new FormSubmission(digest, name, phone, email, facts, settings.ConsentText is null
            ? null
            : new FormConsent(settings.ConsentText, [.. settings.ConsentChannels.Where(c => c == "email" ? email is not null : phone is not null)], address, call.Clock.GetUtcNow()));

        void Fact(string field, string fact, string value)
        {
            if (check.Optional(field, value, LongestFact) is { Length: <= LongestFact } text) facts[fact] = text;
        }
    }

    /// <summary>Where the visitor came from: said in fields, or in the address of the page.</summary>
    private static IEnumerable<(string Word, string Value)> CampaignOf(Dictionary<string, string> values)
    {
        var query = Uri.TryCreate(values.GetValueOrDefault(Page), UriKind.Absolute, out var page) ? QueryHelpers.ParseQuery(page.Query) : null;
        foreach (var word in Campaign)
        {
            var value = values.GetValueOrDefault(word) ?? (query is not null && query.TryGetValue(word, out var found) ? found.ToString() : null);
            if (!string.IsNullOrWhiteSpace(value)) yield return (word, Short(value.Trim()));
        }
        if (page is not null) yield return ("page", Short(page.GetLeftPart(UriPartial.Path)));

        static string Short(string value) => value.Length <= LongestFact ? value : value[..LongestFact];
    }

    private static async Task<(Dictionary<string, string> Values, bool Plain)> Read(ApiCall call)
    {
        var request = call.Http.Request;
        if (request.ContentLength > LongestBody) throw new BadHttpRequestException("Too long.", StatusCodes.Status413PayloadTooLarge);
        using var body = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, call.Aborted)) > 0)
        {
            if (body.Length + count > LongestBody) throw new BadHttpRequestException("Too long.", StatusCodes.Status413PayloadTooLarge);
            body.Write(buffer, 0, count);
        }
        body.Position = 0;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) throw new BadHttpRequestException("JSON or a form is needed.", StatusCodes.Status415UnsupportedMediaType);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            using var reader = new FormReader(body) { ValueCountLimit = MostValues, ValueLengthLimit = LongestValue };
            try
            {
                foreach (var (name, value) in await reader.ReadFormAsync(call.Aborted)) values[name] = Clean(value.ToString());
            }
            catch (InvalidDataException e)
            {
                throw new BadHttpRequestException("The form is broken.", e);
            }
            return (values, true);
        }
        if (!type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw new BadHttpRequestException("JSON or a form is needed.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            using var json = await JsonDocument.ParseAsync(body, new JsonDocumentOptions { MaxDepth = 3 }, call.Aborted);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new BadHttpRequestException("An object is needed.");
            foreach (var field in json.RootElement.EnumerateObject().Take(MostValues))
            {
                var value = field.Value.ValueKind switch
                {
                    JsonValueKind.String => field.Value.GetString()!,
                    JsonValueKind.True => "true",
                    JsonValueKind.Number => field.Value.GetRawText(),
                    JsonValueKind.False or JsonValueKind.Null => "",
                    _ => throw new BadHttpRequestException($"{field.Name}: a text is needed."),
                };
                values[field.Name] = value.Length <= LongestValue ? Clean(value) : throw new BadHttpRequestException($"{field.Name}: too long.");
            }
            return (values, false);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadHttpRequestException("The JSON is broken.", e);
        }

        // A database keeps no NUL.
        static string Clean(string value) => value.Replace("\0", "", StringComparison.Ordinal);
    }

    private static async Task<(FormPlace Place, FormView View)?> Find(string key, ApiCall call)
    {
        if (!Key.Fits(key) || !key.StartsWith("form_", StringComparison.Ordinal)) return null;
        if (await call.Grains.GetGrain<IFormKeyGrain>(TenantKey.Format(TenantKey.Platform, key)).Get() is not { } place) return null;
        TenantScope.Enter(place.TenantId);
        return await call.Grains.GetGrain<IFormGrain>(TenantKey.Format(place.TenantId, place.FormId)).Get() is { } view ? (place, view) : null;
    }

    /// <summary>Whether the page may, and if so the headers that let its browser show the answer. A call without an origin is no browser's.</summary>
    private static bool Allow(HttpContext http, FormSettings settings)
    {
        var origin = http.Request.Headers.Origin.ToString();
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (origin.Length == 0) return true;
        if (settings.AllowedOrigins.Count > 0 && !settings.AllowedOrigins.Contains(origin.ToLowerInvariant())) return false;
        http.Response.Headers.AccessControlAllowOrigin = settings.AllowedOrigins.Count == 0 ? "*" : origin;
        return true;
    }

    private static Results<Accepted<FormAccepted>, StatusCodeHttpResult, ProblemHttpResult> Done(ApiCall call, FormSettings settings, bool plain)
    {
        if (!plain || settings.Redirect is not { } redirect) return TypedResults.Accepted((string?)null, new FormAccepted(true));
        call.Http.Response.Headers.Location = redirect;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static ProblemHttpResult TooMany(ApiCall call)
    {
        call.Http.Response.Headers.RetryAfter = "60";
        return Problems.Of(call.Http, StatusCodes.Status429TooManyRequests, "rate_limited");
    }

    private static string Network(ApiCall call) => ClientNetwork.Of(call.Http);

    private static string Address(ApiCall call) => call.Http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}

/// <summary>A form as its page needs it.</summary>
/// <param name="Fields">The fields.</param>
/// <param name="ConsentText">What the visitor must agree to, or null.</param>
/// <param name="Honeypot">The name of the field to be hidden.</param>
/// <param name="MinimumSeconds">How long filling takes at least.</param>
/// <param name="Token">To be sent back as <c>_token</c>.</param>
/// <param name="ChallengeSiteKey">The key of the challenge to be shown, whose answer comes as <c>_challenge</c>; or null.</param>
/// <param name="ConfirmByEmail">Whether the visitor will get a link by e-mail, without which the consent does not count.</param>
internal sealed record PublicForm(
    IReadOnlyList<FormField> Fields, string? ConsentText, string Honeypot, int MinimumSeconds, string Token, string? ChallengeSiteKey, bool ConfirmByEmail);

/// <summary>The answer to a submission; the same for everybody.</summary>
/// <param name="Accepted">True.</param>
internal sealed record FormAccepted(bool Accepted);

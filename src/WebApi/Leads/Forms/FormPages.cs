using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads.Forms;

/// <summary>What the page says on which a visitor confirms a consent.</summary>
internal enum FormPage
{
    /// <summary>Asks, with a button.</summary>
    Ask,

    /// <summary>Thanks.</summary>
    Done,

    /// <summary>The link works no longer, or never did.</summary>
    Gone,
}

/// <summary>The page on which a visitor confirms a consent. It needs no script and loads nothing.</summary>
internal static class FormPages
{
    /// <summary>The page, in the form's language; 410 where the link does not work.</summary>
    public static ContentHttpResult Of(HttpContext http, string language, FormPage page, string consent)
    {
        var culture = CultureInfo.GetCultureInfo(language == "en" ? "en" : "ar");
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        var body = page switch
        {
            FormPage.Ask => $"<p>{Text("ask")}</p><blockquote dir=\"auto\">{WebUtility.HtmlEncode(consent)}</blockquote><form method=\"post\"><button>{Text("button")}</button></form>",
            FormPage.Done => $"<p>{Text("done")}</p>",
            _ => $"<p>{Text("gone")}</p>",
        };
        var html = $"<!doctype html><html lang=\"{culture.Name}\" dir=\"{(culture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}\"><head><meta charset=\"utf-8\">"
            + $"<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>{Text("title")}</title>"
            + "<style>body{font-family:system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;line-height:1.6}button{font:inherit;padding:.5rem 1.5rem}</style>"
            + $"</head><body><main>{body}</main></body></html>";
        return TypedResults.Content(html, "text/html; charset=utf-8", null, page == FormPage.Gone ? StatusCodes.Status410Gone : StatusCodes.Status200OK);

        string Text(string name) => WebUtility.HtmlEncode(Problems.Text(culture, "form.page." + name));
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MimeKit;
using SalesFlow.Channels.Tests;

namespace SalesFlow.WebApi.Tests;

/// <summary>Letters by the whole way: the product, its outbox, a real conversation with a mail server, and the link that stands in them.</summary>
public sealed partial class MailHttpTests : IAsyncLifetime
{
    private const string Another = "another good phrase 88";
    private readonly SmtpDouble _server = new() { SignIn = ("mailer", "secret of the mailer") };
    private readonly MovedClock _clock = new();
    private ProductFactory _product = null!;

    public Task InitializeAsync()
    {
        _product = new ProductFactory
        {
            Settings =
            [
                ("SalesFlow:PublicUrl", "https://sales.example/"), ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", _server.Port.ToString(CultureInfo.InvariantCulture)),
                ("Smtp:Security", "none"), ("Smtp:User", "mailer"), ("Smtp:Password", "secret of the mailer"), ("Smtp:From", "no-reply@sales.example"),
            ],
            Change = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)),
        };
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _product.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_forgotten_password_and_an_invitation_come_by_mail_in_arabic_and_their_links_open()
    {
        var owner = await Company("owner-mail@example.com");
        Assert.Equal(HttpStatusCode.Accepted, (await Post("forgot-password", new { email = "owner-mail@example.com" })).StatusCode);
        var reset = await Letter("owner-mail@example.com");
        Assert.Matches(@"\p{IsArabic}", reset.Subject);
        Assert.Contains("شركة النخبة", reset.TextBody, StringComparison.Ordinal);
        Assert.Equal("no-reply@sales.example", reset.From.Mailboxes.Single().Address);
        var token = Link(reset, "https://sales.example/reset-password");
        Assert.Equal(HttpStatusCode.NoContent, (await Post("reset-password", new { token, password = Another })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Login("owner-mail@example.com", Api.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Login("owner-mail@example.com", Another)).StatusCode);
        await (await Post("reset-password", new { token, password = "yet another phrase 99" })).Problem(HttpStatusCode.Gone, "link_used");

        owner = With((await (await Login("owner-mail@example.com", Another)).Body()).Text("accessToken"));
        var added = await owner.PostAsJsonAsync("/api/v1/admin/users", new { fullName = "هند\u200f القحطاني", email = "hind-mail@example.com", role = "agent" });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var invitation = await Letter("hind-mail@example.com");
        Assert.Contains("شركة النخبة", invitation.Subject, StringComparison.Ordinal);
        Assert.Contains("القحطاني", invitation.To.Mailboxes.Single().Name, StringComparison.Ordinal);
        var accepted = await Post("accept-invitation", new { token = Link(invitation, "https://sales.example/accept-invitation"), password = Another });
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        var me = await (await With((await accepted.Body()).Text("accessToken")).GetAsync("/api/v1/auth/me")).Body();
        Assert.Equal(("hind-mail@example.com", "agent"), (me.Text("email"), me.Text("role")));
        Assert.All(_server.Letters, l => Assert.Equal("mailer", l.User));
    }

    [Fact]
    public async Task A_letter_waits_for_a_server_that_is_away_and_is_sent_once_when_it_is_back()
    {
        await Company("patient-mail@example.com");
        _server.Answers["connect"] = SmtpDouble.HangUp;
        Assert.Equal(HttpStatusCode.Accepted, (await Post("forgot-password", new { email = "patient-mail@example.com" })).StatusCode);
        await Api.Eventually(() => Task.FromResult(_server.Connections == 1));
        _server.Answers.TryRemove("connect", out _);
        var letter = await Letter("patient-mail@example.com", passing: TimeSpan.FromSeconds(61));
        var token = Link(letter, "https://sales.example/reset-password");
        Assert.Equal(HttpStatusCode.NoContent, (await Post("reset-password", new { token, password = Another })).StatusCode);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, (await Login("patient-mail@example.com", Another)).StatusCode);
        Assert.Single(_server.Letters, l => l.To.Contains("patient-mail@example.com"));
    }

    [Fact]
    public async Task Names_of_people_and_companies_add_neither_headers_nor_receivers()
    {
        var answer = await Post("register", new
        {
            companyName = "شركة <thief@example.com>, Bcc: x", fullName = "هند", email = "names-mail@example.com", password = Api.Password,
        });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var owner = With((await answer.Body()).Text("accessToken"));
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync(
            "/api/v1/admin/users", new { fullName = "\"x\" <thief@example.com>, y", email = "guest-mail@example.com", role = "agent" })).StatusCode);
        var letter = await Letter("guest-mail@example.com");
        Assert.Equal("guest-mail@example.com", Assert.Single(letter.To.Mailboxes).Address);
        Assert.Empty(letter.Cc);
        Assert.Equal(["guest-mail@example.com"], _server.Letters.Single(l => l.To.Contains("guest-mail@example.com")).To);
        Assert.NotEmpty(Link(letter, "https://sales.example/accept-invitation"));
    }

    /// <summary>The letter to an address, once it came; where it has not, time passes meanwhile.</summary>
    private async Task<MimeMessage> Letter(string email, TimeSpan passing = default)
    {
        SmtpDouble.Taken? taken = null;
        await Api.Eventually(() =>
        {
            taken = _server.Letters.FirstOrDefault(l => l.To.Contains(email));
            if (taken is null && passing > TimeSpan.Zero) _clock.Advance(passing / 100);
            return Task.FromResult(taken is not null);
        });
        using var bytes = new MemoryStream(taken!.Bytes);
        return await MimeMessage.LoadAsync(bytes);
    }

    private static string Link(MimeMessage letter, string page)
    {
        var link = Assert.Single(Links().Matches(letter.TextBody ?? "").Select(m => m.Value), l => l.StartsWith(page, StringComparison.Ordinal));
        return Uri.UnescapeDataString(link[(link.IndexOf("?token=", StringComparison.Ordinal) + "?token=".Length)..]);
    }

    [GeneratedRegex(@"https://\S+")]
    private static partial Regex Links();

    private async Task<HttpClient> Company(string email)
    {
        var answer = await Post("register", Api.Registration(email));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return With((await answer.Body()).Text("accessToken"));
    }

    private Task<HttpResponseMessage> Post(string door, object body) => _product.CreateClient().PostAsJsonAsync("/api/v1/auth/" + door, body);

    private Task<HttpResponseMessage> Login(string email, string password) => Post("login", new { email, password });

    private HttpClient With(string token)
    {
        var client = _product.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}

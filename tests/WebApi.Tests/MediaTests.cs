using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SalesFlow.Common;
using SalesFlow.Conversations;

namespace SalesFlow.WebApi.Tests;

/// <summary>Files up and down through all layers, with a Graph API beside them that counts what it is asked.</summary>
public sealed class MediaTests(MediaTests.Product product) : IClassFixture<MediaTests.Product>
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_picture_is_stored_served_in_ranges_and_seen_by_nobody_else()
    {
        var (owner, _) = await Company("media-1");
        var stored = await (await Upload(owner, Png, "image/gif", "../../صورة.png")).Body();

        Assert.Equal(("image/png", "صورة.png"), (stored.Text("mediaType"), stored.Text("fileName")));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Png)), stored.Text("sha256"));
        var whole = await owner.GetAsync("/api/v1/media/" + stored.Text("id"));
        Assert.Equal(Png, await whole.Content.ReadAsByteArrayAsync());
        Assert.Equal(("image/png", "inline", "nosniff"), (
            whole.Content.Headers.ContentType!.MediaType, whole.Content.Headers.ContentDisposition!.DispositionType, whole.Headers.GetValues("X-Content-Type-Options").Single()));
        using var range = new HttpRequestMessage(HttpMethod.Get, "/api/v1/media/" + stored.Text("id"));
        range.Headers.Range = new RangeHeaderValue(1, 3);
        var part = await owner.SendAsync(range);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("PNG"u8.ToArray(), await part.Content.ReadAsByteArrayAsync());
        var (stranger, _) = await Company("media-2");
        await (await stranger.GetAsync("/api/v1/media/" + stored.Text("id"))).Problem(HttpStatusCode.NotFound, "not_found");
        foreach (var id in new[] { "...", "a%2F..%2Fb", new string('a', 101), "x.json" })
            Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync("/api/v1/media/" + id)).StatusCode);
    }

    [Fact]
    public async Task What_a_browser_could_run_and_what_WhatsApp_does_not_take_is_refused()
    {
        var (owner, _) = await Company("media-3");
        foreach (var (bytes, type, reason) in new[]
                 {
                     ("<html><script>alert(1)</script>"u8.ToArray(), "text/html", "type"),
                     ("MZ\0\0"u8.ToArray(), "image/png", "type"),
                     ([], "image/png", "empty"),
                     (Archive("META-INF/MANIFEST.MF"), Document, "type"),
                     (Archive("[Content_Types].xml"), "application/zip", "type"),
                     (OleFile.Package("Workbook"), "application/vnd.ms-excel", "type"),
                     (OleFile.With("Setup"), "application/msword", "type"),
                     ([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<script>")], "text/html", "type"),
                     ([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("ملاحظات")], "audio/mpeg", "type"),
                     ([.. Png, .. new byte[5 * 1024 * 1024]], "image/png", "too large"),
                 })
        {
            var problem = await (await Upload(owner, bytes, type, "x.png")).Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Contains(reason, problem.GetProperty("errors").GetProperty("file")[0].GetString(), StringComparison.Ordinal);
        }
        await (await owner.PostAsJsonAsync("/api/v1/media", new { })).Problem(HttpStatusCode.UnsupportedMediaType, "media_type");
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "other" } };
        await (await owner.PostAsync("/api/v1/media", empty)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        var page = await (await Upload(owner, "just words"u8.ToArray(), "text/plain", "notes.txt")).Body();
        Assert.Equal("attachment", (await owner.GetAsync("/api/v1/media/" + page.Text("id"))).Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public async Task What_Office_and_recorders_write_is_taken_for_what_it_is()
    {
        var (owner, _) = await Company("media-9");
        Assert.Equal(Document, (await (await Upload(owner, Archive("[Content_Types].xml"), Document, "عرض.docx")).Body()).Text("mediaType"));
        Assert.Equal(Document, (await (await Upload(owner, Archive("word/document.xml"), Document, "عرض.docx")).Body()).Text("mediaType"));
        // Whatever its sender calls it.
        Assert.Equal("application/vnd.ms-excel", (await (await Upload(owner, OleFile.With("Workbook"), "application/msword", "أسعار.xls")).Body()).Text("mediaType"));
        byte[] frame = [0xFF, 0xFB, 0x90, 0x64, .. new byte[400]];
        Assert.Equal("audio/mpeg", (await (await Upload(owner, frame, "application/octet-stream", "voice.mp3")).Body()).Text("mediaType"));
    }

    [Fact]
    public async Task A_stored_file_is_given_to_the_channel_once_and_sent_with_its_caption()
    {
        var (owner, tenant) = await Company("media-4");
        await Product.Connect(owner, "4441");
        var talk = await product.Talk(tenant, "4441");
        var stored = (await (await Upload(owner, Png, "image/png", "offer.png")).Body()).Text("id");
        var before = product.Graph.Uploads;

        for (var i = 0; i < 2; i++)
        {
            var sent = await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { media = new { id = stored, caption = $"عرض {i}" } });
            Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        }
        await Eventually(() => Task.FromResult(product.Graph.Sent.Count(s => s.Contains("\"caption\":\"عرض", StringComparison.Ordinal)) == 2));
        Assert.Equal(1, product.Graph.Uploads - before);
        Assert.All(product.Graph.Sent.Where(s => s.Contains("عرض", StringComparison.Ordinal)), s => Assert.Contains("\"image\":{\"id\":\"up", s, StringComparison.Ordinal));
        await Eventually(async () => (await (await owner.GetAsync($"/api/v1/conversations/{talk}/messages")).Body()).GetProperty("items").EnumerateArray()
            .Any(m => m.Text("kind") == "image" && m.Text("mediaId") == stored && m.Text("text") == "عرض 1"));
        await (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { media = new { id = "nothing" } }))
            .Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { media = new { id = stored, voice = true } }))
            .Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task What_a_customer_sends_is_fetched_by_itself_even_when_the_channel_stumbles_first()
    {
        var (owner, tenant) = await Company("media-5");
        await Product.Connect(owner, "4442");
        product.Graph.Stumbles = 1;
        await product.Talk(tenant, "4442", "777001", "image/png");

        await Eventually(async () =>
        {
            var answer = await owner.GetAsync("/api/v1/media/777001");
            if (answer.StatusCode == HttpStatusCode.Conflict) Assert.NotNull(answer.Headers.RetryAfter);
            if (answer.StatusCode != HttpStatusCode.OK) return false;
            Assert.Matches("^image-[0-9]{4}-[0-9]{2}-[0-9]{2}[.]png$", answer.Content.Headers.ContentDisposition!.FileNameStar);
            return Enumerable.SequenceEqual(Png, await answer.Content.ReadAsByteArrayAsync());
        });
        var (stranger, _) = await Company("media-6");
        await (await stranger.GetAsync("/api/v1/media/777001")).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_customers_file_comes_under_the_name_that_they_gave_it()
    {
        var (owner, tenant) = await Company("media-10");
        await Product.Connect(owner, "4445");
        await product.Talk(tenant, "4445", "777010", "image/png", payload: """{"filename":"../صورة العقد.png"}""");

        await Eventually(async () =>
        {
            var answer = await owner.GetAsync("/api/v1/media/777010");
            if (answer.StatusCode != HttpStatusCode.OK) return false;
            Assert.Equal("صورة العقد.png", answer.Content.Headers.ContentDisposition!.FileNameStar);
            return true;
        });
    }

    [Fact]
    public async Task The_token_is_not_carried_to_an_address_that_is_not_the_channels()
    {
        var (owner, tenant) = await Company("media-7");
        await Product.Connect(owner, "4443");
        await product.Talk(tenant, "4443", "777666", "image/png");

        await Eventually(async () =>
            (await (await owner.GetAsync("/api/v1/media/777666")).Body()).Text("type").EndsWith(":media_failed", StringComparison.Ordinal));
        var problem = await (await owner.GetAsync("/api/v1/media/777666")).Problem(HttpStatusCode.NotFound, "media_failed");
        Assert.Contains("address", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_day_of_silence_the_server_refuses_free_words()
    {
        var (owner, tenant) = await Company("media-8");
        await Product.Connect(owner, "4444");
        var talk = await product.Talk(tenant, "4444", at: DateTimeOffset.UtcNow.AddHours(-25));

        var refused = await (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { text = "أهلاً" }))
            .Problem(HttpStatusCode.UnprocessableEntity, "window_closed");
        Assert.Equal(
            ["offer_ar ar"], refused.GetProperty("templates").EnumerateArray().Select(t => $"{t.Text("name")} {t.Text("language")}"));
        Assert.Equal(HttpStatusCode.Accepted, (await owner.PostAsJsonAsync(
            $"/api/v1/conversations/{talk}/messages", new { template = new { name = "offer_ar", language = "ar", bodyValues = new[] { "نورة" } } })).StatusCode);
    }

    private const string Document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private static byte[] Archive(string first)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry(first).Open())
            entry.Write("<Types/>"u8);
        return bytes.ToArray();
    }

    private async Task<(HttpClient Client, string Tenant)> Company(string name)
    {
        var client = product.CreateClient();
        var tokens = await (await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration(name + "@example.com"))).Body();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return (client, tokens.Text("tenantId"));
    }

    private static async Task<HttpResponseMessage> Upload(HttpClient client, byte[] bytes, string type, string name)
    {
        using var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var form = new MultipartFormDataContent { { file, "file", name } };
        return await client.PostAsync("/api/v1/media", form);
    }

    /// <summary>The product with a Graph API of its own.</summary>
    public sealed class Product : ProductFactory
    {
        public GraphApi Graph { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("WhatsApp:GraphBaseUrl", Graph.Start());
        }

        public static async Task Connect(HttpClient owner, string number)
        {
            var answer = await owner.PutAsJsonAsync(
                "/api/v1/channels/whatsapp/" + number, new { accessToken = "EAAG", displayPhoneNumber = "+966 55 000 " + number, businessAccountId = "9" + number });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        public async Task<string> Talk(string tenant, string number, string? mediaId = null, string? mediaType = null, DateTimeOffset? at = null, string? payload = null)
        {
            var contact = Id.New(TimeProvider.System);
            var address = new ConversationAddress(contact, number, "9" + number, "966501112233", null, "نورة");
            TenantScope.Enter(tenant);
            var message = new InboundMessage(
                "wamid." + contact, mediaId is null ? InboundKind.Text : InboundKind.Image, mediaId is null ? "السلام عليكم" : null, at ?? DateTimeOffset.UtcNow, mediaId, mediaType,
                Payload: payload);
            Assert.True((await Services.GetRequiredService<IGrainFactory>()
                .GetGrain<IConversationGrain>(TenantKey.Format(tenant, address.ConversationId)).Receive(address, [message])).Accepted);
            return address.ConversationId;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing) Graph.Stop();
        }
    }

    /// <summary>The few addresses of the Graph API that files and templates need.</summary>
    public sealed class GraphApi
    {
        private WebApplication _app = null!;
        private int _uploads;

        public System.Collections.Concurrent.ConcurrentQueue<string> Sent { get; } = new();

        public int Uploads => _uploads;

        public int Stumbles { get; set; }

        public string Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.MapPost("/{version}/{number}/media", async (HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                Assert.Equal(("whatsapp", "image/png"), (form["messaging_product"].ToString(), form["type"].ToString()));
                Assert.Equal(Png.Length, form.Files.GetFile("file")!.Length);
                return Results.Json(new { id = "up" + Interlocked.Increment(ref _uploads) });
            });
            _app.MapPost("/{version}/{number}/messages", async (HttpRequest request) =>
            {
                using var reader = new StreamReader(request.Body, Encoding.UTF8);
                Sent.Enqueue(await reader.ReadToEndAsync());
                return Results.Json(new { messages = new[] { new { id = "wamid.out" + Sent.Count } } });
            });
            _app.MapGet("/{version}/{account}/message_templates", () => Results.Json(new
            {
                data = new object[]
                {
                    new { name = "offer_ar", language = "ar", status = "APPROVED", category = "MARKETING", components = new[] { new { type = "BODY", text = "مرحباً {{1}}" } } },
                    new { name = "old", language = "ar", status = "REJECTED", category = "UTILITY", components = Array.Empty<object>() },
                },
            }));
            _app.MapGet("/{version}/{media}", (string media, HttpRequest request) => Stumbles-- > 0
                ? Results.StatusCode(500)
                : Results.Json(new
                {
                    url = media == "777666" ? "http://attacker.invalid/file" : $"http://{request.Host}/_media/{media}", mime_type = "image/png",
                    sha256 = Convert.ToHexStringLower(SHA256.HashData(Png)), file_size = Png.Length, id = media,
                }));
            _app.MapGet("/_media/{media}", (HttpRequest request) =>
                request.Headers.Authorization == "Bearer EAAG" ? Results.Bytes(Png, "image/png") : Results.Unauthorized());
            _app.StartAsync().GetAwaiter().GetResult();
            return _app.Urls.First();
        }

        public void Stop() => _app.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}

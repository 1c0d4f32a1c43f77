using System.Net;
using System.Net.Http.Headers;
using System.Reflection;

namespace SalesFlow.Client.Tests;

/// <summary>The typed client before the whole product.</summary>
public sealed class ClientTests(ProductFactory product) : IClassFixture<ProductFactory>
{
    private const string Seen = "wait=5";

    [Fact]
    public async Task A_company_registers_and_its_owner_signs_in()
    {
        var email = Companies.Email();
        using var first = new SalesFlowApi(product.CreateClient());
        Assert.False(first.IsSignedIn);
        var registered = await first.RegisterAsync(new RegisterRequest { CompanyName = "عيادات النخبة", FullName = "سارة", Email = email, Password = Companies.Password });
        using var second = new SalesFlowApi(product.CreateClient());
        var signedIn = await second.SignInAsync(email, Companies.Password);

        Assert.Equal(registered.UserId, signedIn.UserId);
        Assert.Equal(email, (await second.Auth.GetMeAsync()).Email);
        await second.SignOutAsync();
        Assert.False(second.IsSignedIn);
    }

    [Fact]
    public async Task A_lead_is_created_found_and_given_to_somebody()
    {
        using var api = await product.Company();
        var me = await api.Auth.GetMeAsync();
        var lead = await api.Leads.CreateAsync(
            new LeadRequest { Name = "أحمد العتيبي", Phone = "+966501234567", City = "الرياض", Budget = 1500.5m, Tags = ["عيادات"] }, prefer: Seen);
        var found = await api.Leads.ListAsync(search: "احمد");
        var given = await api.Leads.PostAssignByIdAsync(lead.Id, new LeadAssignRequest { UserId = me.UserId });

        Assert.Equal(lead.Id, Assert.Single(found.Items).Id);
        Assert.Equal(LeadStatus.New, found.Items[0].Status);
        Assert.NotNull(given);
        Assert.Equal(me.UserId, (await api.Leads.GetAsync(lead.Id)).AssignedTo);

        // No user is a wish here: the lead becomes nobody's, one by one and many at once.
        Assert.Null((await api.Leads.PostAssignByIdAsync(lead.Id, new LeadAssignRequest())).AssignedTo);
        await api.Leads.PostAssignByIdAsync(lead.Id, new LeadAssignRequest { UserId = me.UserId });
        await api.Leads.PostAssignAsync(new LeadsAssignRequest { Ids = [lead.Id] });
        Assert.Null((await api.Leads.GetAsync(lead.Id)).AssignedTo);
        Assert.Equal("no_people", (await api.Leads.PostAssignByIdAsync(lead.Id, new LeadAssignRequest { Auto = true })).AssignmentReason);
    }

    [Fact]
    public async Task A_deal_moves_and_a_version_that_is_no_more_is_refused()
    {
        using var api = await product.Company();
        var stages = (await api.Pipelines.GetAsync("default")).Stages;
        var deal = await api.Deals.CreateAsync(new DealRequest { Title = "اشتراك سنوي", Value = 699m, ExpectedClose = new DateOnly(2027, 12, 31) });
        var open = stages.Where(s => s.Code != deal.Stage && s.Kind == StageKind.Open).ToList();
        var moved = await api.Deals.PutStageByIdAsync(deal.Id, new StageRequest { Stage = open[0].Code }, if_Match: SalesFlowApi.Tag(deal.Version));
        var stale = await Assert.ThrowsAnyAsync<SalesFlowException>(() =>
            api.Deals.PutStageByIdAsync(deal.Id, new StageRequest { Stage = open[1].Code }, if_Match: SalesFlowApi.Tag(deal.Version)));

        Assert.Equal(open[0].Code, moved.Stage);
        Assert.Equal(699m, moved.Value);
        Assert.Equal(new DateOnly(2027, 12, 31), moved.ExpectedClose);
        Assert.Equal((int)HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal("stale_version", stale.Problem?.Code);
    }

    [Fact]
    public async Task A_list_is_read_page_after_page()
    {
        using var api = await product.Company();
        var made = new List<string>();
        for (var n = 0; n < 5; n++) made.Add((await api.Leads.CreateAsync(new LeadRequest { Name = $"Lead {n}", Phone = $"+96650000000{n}" }, prefer: Seen)).Id);
        var pages = 0;
        var read = new List<string>();
        await foreach (var row in SalesFlowApi.All((cursor, stop) => Page(cursor, stop), p => p.Items, p => p.Next)) read.Add(row.Id);

        Assert.Equal(made.Order(), read.Order());
        Assert.Equal(3, pages);

        Task<PageOfLeadRowView> Page(string? cursor, CancellationToken stop)
        {
            pages++;
            return api.Leads.ListAsync(limit: 2, cursor: cursor, cancellationToken: stop);
        }
    }

    [Fact]
    public async Task A_refusal_names_the_fields_in_the_language_that_was_asked_for()
    {
        using var owner = await product.Company();
        var refused = await Assert.ThrowsAnyAsync<SalesFlowException>(() => owner.Leads.CreateAsync(
            new LeadRequest { Name = "أحمد", Phone = "not a phone", Email = "nobody" }, accept_Language: "ar"));

        Assert.Equal((int)HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("validation", refused.Problem?.Code);
        Assert.Equal(["email", "phone"], refused.Problem!.Errors.Keys.Order());
        Assert.Contains(refused.Problem.Errors["phone"][0], c => c is >= '\u0600' and <= '\u06FF');
        Assert.NotEmpty(refused.Problem.TraceId);
    }

    [Fact]
    public async Task The_same_key_changes_nothing_a_second_time()
    {
        using var api = await product.Company();
        var request = new LeadRequest { Name = "نورة", Phone = "+966501112233" };
        var first = await api.Leads.CreateAsync(request, idempotency_Key: "import-17", prefer: Seen);
        var second = await api.Leads.CreateAsync(request, idempotency_Key: "import-17", prefer: Seen);

        Assert.Equal(first.Id, second.Id);
        Assert.Single((await api.Leads.ListAsync()).Items);
    }

    [Fact]
    public async Task Words_of_enums_travel_as_the_product_spells_them()
    {
        using var api = await product.Company();
        var activity = await api.Activities.CreateAsync(new ActivityRequest { Type = "follow_up", Subject = "متابعة", ScheduledAt = DateTimeOffset.UtcNow.AddDays(1) });
        var form = await api.Forms.CreateAsync(new FormRequest
        {
            Name = "Contact", Fields = [new FormFieldRequest { Name = "mobile", Label = "الجوال", Kind = FormFieldKind.Phone, Required = true }],
        });

        Assert.Equal(ActivityType.Follow_up, activity.Type);
        Assert.NotEmpty(form.Id);
    }

    [Fact]
    public async Task A_token_that_has_ended_is_exchanged_once_however_many_ask()
    {
        var email = Companies.Email();
        using var seed = new SalesFlowApi(product.CreateClient());
        var tokens = await seed.RegisterAsync(new RegisterRequest { CompanyName = "X", FullName = "Y", Email = email, Password = Companies.Password });
        var counting = new Counting(product.Server.CreateHandler());
        using var api = new SalesFlowApi(new HttpClient(counting) { BaseAddress = new Uri("http://localhost") });
        api.UseTokens("ended", tokens.RefreshToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.Auth.GetMeAsync()));

        Assert.All(answers, a => Assert.Equal(email, a.Email));
        Assert.Equal(1, counting.Count("/api/v1/auth/refresh"));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_request_is_repeated_under_its_key_when_the_product_asks_to_come_back(HttpStatusCode status)
    {
        using var owner = await product.Company();
        var failing = new Counting(product.Server.CreateHandler()) { Failures = 2, Status = status };
        using var api = new SalesFlowApi(new HttpClient(failing) { BaseAddress = new Uri("http://localhost") });
        var registered = await api.RegisterAsync(new RegisterRequest { CompanyName = "X", FullName = "Y", Email = Companies.Email(), Password = Companies.Password });

        Assert.NotEmpty(registered.AccessToken);
        Assert.Equal(3, failing.Count("/api/v1/auth/register"));
        Assert.Single(failing.Keys.Distinct());
    }

    [Fact]
    public async Task A_wait_that_is_too_long_fails_at_once()
    {
        var failing = new Counting(product.Server.CreateHandler()) { Failures = 1, Status = HttpStatusCode.TooManyRequests, After = TimeSpan.FromHours(1) };
        using var api = new SalesFlowApi(new HttpClient(failing) { BaseAddress = new Uri("http://localhost") });

        var refused = await Assert.ThrowsAnyAsync<SalesFlowException>(() => api.SignInAsync(Companies.Email(), Companies.Password));

        Assert.Equal((int)HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(1, failing.Count("/api/v1/auth/login"));
    }

    [Fact]
    public void Every_group_of_routes_stands_in_the_one_object()
    {
        var groups = typeof(SalesFlowApi).Assembly.GetTypes().Where(t => t.IsPublic && t.Name.EndsWith("Client", StringComparison.Ordinal));
        var known = typeof(SalesFlowApi).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.PropertyType).ToHashSet();

        Assert.DoesNotContain(groups, g => !known.Contains(g));
    }

    /// <summary>Counts what goes to the product, and answers the first requests in its place.</summary>
    private sealed class Counting(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly List<string> _paths = [];
        private readonly Lock _lock = new();

        public int Failures { get; set; }

        public HttpStatusCode Status { get; init; }

        public TimeSpan After { get; init; }

        public List<string> Keys { get; } = [];

        public int Count(string path)
        {
            lock (_lock) return _paths.Count(p => p == path);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                _paths.Add(request.RequestUri!.AbsolutePath);
                if (request.Headers.TryGetValues("Idempotency-Key", out var keys)) Keys.AddRange(keys);
                if (Failures-- > 0)
                {
                    var answer = new HttpResponseMessage(Status);
                    answer.Headers.RetryAfter = new RetryConditionHeaderValue(After);
                    return Task.FromResult(answer);
                }
            }
            return base.SendAsync(request, cancellationToken);
        }
    }
}
